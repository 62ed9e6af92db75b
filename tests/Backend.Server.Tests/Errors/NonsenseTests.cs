using System.Reflection;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalEnergyMarket.Backend.Server.Tests.Access;
using LocalEnergyMarket.Backend.Server.Tests.Running;
using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Server.Tests.Errors;

public sealed class NonsenseTests(RunningSystem system)
{
    static readonly object[] Texts = ["", "\0", "'; drop table lem.batch_ledger; --", new string('x', 20_000), "\U0001F33B\uFFFF"];
    static readonly object[] Numbers = [0L, -1L, 1L, long.MinValue, long.MaxValue];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nonsense_in_any_field_of_any_method_is_never_an_inner_error()
    {
        var calls = 0;
        foreach (var method in Unary())
        {
            var role = AccessMatrix.Rows.TryGetValue(method.FullName, out var roles) ? roles.Contains("Customer") ? "Customer" : roles[0] : "Operator";
            var caller = system.As(role);
            foreach (var request in Requests(method.InputType))
            {
                var status = await CallAsync(caller, method, request);
                Assert.False(
                    status.StatusCode is StatusCode.Internal or StatusCode.Unknown or StatusCode.Unavailable, $"{method.FullName} {Shortened(request)}: {status}");
                Refusals.AssertNothingInner(status);
                calls++;
            }
        }

        Assert.True(calls > 200);
    }

    static IEnumerable<MethodDescriptor> Unary() => typeof(MarketService).Assembly.GetTypes()
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
        .OfType<FileDescriptor>()
        .SelectMany(file => file.Services)
        .SelectMany(service => service.Methods)
        .Where(method => !method.IsClientStreaming && !method.IsServerStreaming);

    /// <summary>Requests that are right but for one field.</summary>
    IEnumerable<IMessage> Requests(MessageDescriptor type)
    {
        yield return Plausible(type);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            foreach (var value in Nonsense(field))
            {
                var request = Plausible(type);
                field.Accessor.SetValue(request, value);
                yield return request;
            }
        }
    }

    IMessage Plausible(MessageDescriptor type)
    {
        var request = type.Parser.ParseFrom([]);
        foreach (var field in type.Fields.InDeclarationOrder().Where(field => !field.IsRepeated))
        {
            object? value = field.Name switch
            {
                // Registering is a change: nobody that other tests trade as.
                "customer_id" => Callers.CustomerId(type == RegisterCustomerRequest.Descriptor ? 59 : 1),
                "balancing_group" => Groups.Trading,
                "unit_number" => Plants.Solar(1),
                "request_id" or "offer_id" or "box_id" or "enrollment_id" => "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                "timeslot" or "from_timeslot" => system.FarTimeslot().StartUnixSeconds,
                "to_timeslot" => system.FarTimeslot().Plus(4).StartUnixSeconds,
                "quantity_wh" or "start_price_mct_per_kwh" or "price_mct_per_kwh" => 100L,
                "meter_index" => 1U,
                "meter_serial" => "1EMH0012345678",
                _ => null,
            };
            if (value is not null)
            {
                field.Accessor.SetValue(request, value);
            }
        }

        return request;
    }

    static object[] Nonsense(FieldDescriptor field) => field switch
    {
        { IsRepeated: true } => [],
        { FieldType: FieldType.String } => Texts,
        { FieldType: FieldType.Int64 } => Numbers,
        { FieldType: FieldType.Int32 } => [0, -1, int.MinValue, int.MaxValue],
        { FieldType: FieldType.UInt32 } => [0U, uint.MaxValue],
        { FieldType: FieldType.Bytes } => [ByteString.Empty, ByteString.CopyFrom(new byte[1]), ByteString.CopyFrom(new byte[10_000])],
        { FieldType: FieldType.Message } when field.MessageType == Timestamp.Descriptor =>
            [new Timestamp { Seconds = long.MaxValue }, new Timestamp { Nanos = -5 }, new Timestamp { Seconds = 253_402_300_799 }],
        _ => [],
    };

    static string Shortened(IMessage request) => request.ToString() is { Length: > 300 } text ? text[..300] : $"{request}";

    static async Task<Status> CallAsync(CallInvoker caller, MethodDescriptor descriptor, IMessage request)
    {
        var bytes = new Marshaller<byte[]>(bytes => bytes, bytes => bytes);
        try
        {
            var method = new Method<byte[], byte[]>(MethodType.Unary, descriptor.Service.FullName, descriptor.Name, bytes, bytes);
            await caller.AsyncUnaryCall(method, null, new(cancellationToken: Cancellation), request.ToByteArray());
            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }
}
