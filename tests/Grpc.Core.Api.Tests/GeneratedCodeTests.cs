using Google.Protobuf.Reflection;
using global::Grpc.Core;
using LocalEnergyMarket.Grpc.Tests.Generated;

namespace LocalEnergyMarket.Grpc.Tests;

/// <summary>What Grpc.Tools generates of every kind of method, with every kind of option, links and binds.</summary>
public sealed class GeneratedCodeTests
{
    static readonly string Ours = typeof(GeneratedCodeTests).Assembly.Location;

    [Theory]
    [InlineData("Grpc.Core.ServiceBinderBase.AddMethod")]
    [InlineData("Grpc.Core.ServerServiceDefinition+Builder.AddMethod")]
    [InlineData("Grpc.Core.SerializationContext.GetBufferWriter")]
    [InlineData("Grpc.Core.SerializationContext.Complete")]
    [InlineData("Grpc.Core.DeserializationContext.PayloadAsReadOnlySequence")]
    [InlineData("Grpc.Core.CallInvoker.AsyncDuplexStreamingCall")]
    [InlineData("Grpc.Core.CallInvoker.AsyncClientStreamingCall")]
    [InlineData("Grpc.Core.CallInvoker.AsyncServerStreamingCall")]
    [InlineData("Grpc.Core.CallInvoker.BlockingUnaryCall")]
    [InlineData("Grpc.Core.BindServiceMethodAttribute..ctor")]
    public void Generated_code_asks_for_it_and_finds_it(string member)
    {
        var api = new OfferedApi(typeof(Status).Assembly.Location);
        // Generic methods are referred to through specifications; the compiler has bound those already.
        var wanted = ReferencedApi.Of(Ours).Members.Where(one => one.Assembly == api.Name && one.Member.StartsWith(member + ":", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(wanted);
        Assert.All(wanted, one => Assert.True(api.HasMember(one.Member), one.Member));
    }

    [Fact]
    public void Every_kind_of_method_is_bound_to_its_own_handler()
    {
        var binder = new Recorder();
        EveryKind.BindService(binder, new Service());
        EveryKind.BindService(new Service()).BindService(binder);

        string[] once =
        [
            "Unary Unary UnaryServerMethod", "ClientStreaming ClientStreaming ClientStreamingServerMethod", "ServerStreaming ServerStreaming ServerStreamingServerMethod",
            "DuplexStreaming Duplex DuplexStreamingServerMethod", "Unary Nothing UnaryServerMethod", "Unary Old UnaryServerMethod",
        ];
        Assert.Equal([.. once, .. once], binder.Bound);
    }

    [Fact]
    public void A_service_is_found_by_the_attribute_of_its_base()
    {
        var binding = (BindServiceMethodAttribute)Attribute.GetCustomAttribute(typeof(EveryKind.EveryKindBase), typeof(BindServiceMethodAttribute))!;
        var bind = binding.BindType.GetMethod(binding.BindMethodName, [typeof(ServiceBinderBase), typeof(EveryKind.EveryKindBase)])!;
        var binder = new Recorder();
        bind.Invoke(null, [binder, null]);

        Assert.Equal(6, binder.Bound.Count);
    }

    [Fact]
    public void Options_of_methods_and_services_are_read_off_the_descriptor()
    {
        var unary = EveryKind.Descriptor.FindMethodByName("Unary").GetOptions();

        Assert.Equal(["anyone", "nobody"], unary.GetExtension(EveryKindExtensions.Roles));
        Assert.Equal(MethodOptions.Types.IdempotencyLevel.NoSideEffects, unary.IdempotencyLevel);
        Assert.Equal("to link", EveryKind.Descriptor.GetOptions().GetExtension(EveryKindExtensions.Purpose));
    }

    sealed class Service : EveryKind.EveryKindBase;

    sealed class Recorder : ServiceBinderBase
    {
        public List<string> Bound { get; } = [];

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) => Add<UnaryServerMethod<TRequest, TResponse>>(method);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
            Add<ClientStreamingServerMethod<TRequest, TResponse>>(method);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
            Add<ServerStreamingServerMethod<TRequest, TResponse>>(method);

        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            Add<DuplexStreamingServerMethod<TRequest, TResponse>>(method);

        void Add<THandler>(IMethod method) => Bound.Add($"{method.Type} {method.Name} {typeof(THandler).Name.Split('`')[0]}");
    }
}
