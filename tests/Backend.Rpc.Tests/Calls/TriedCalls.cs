using System.Threading.Channels;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Calls;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Rpc.Tests.Tried;
using LocalEnergyMarket.Protos.V1;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Calls;

/// <summary>What happened in the service, for the test to wait for.</summary>
sealed class Witness
{
    public Channel<string> Events { get; } = Channel.CreateUnbounded<string>();

    public void Saw(string what) => Events.Writer.TryWrite(what);

    public async Task<string> NextAsync() => await Events.Reader.ReadAsync(TestContext.Current.CancellationToken);
}

/// <summary>Does what the question says.</summary>
sealed partial class TriedCalls(Witness witness, ILogger<TriedCalls> log) : TriedService.TriedServiceBase
{
    public override Task<Answer> Ask(Question request, ServerCallContext context) => AnswerAsync(request, context);

    public override Task<Answer> AskAsOperator(Question request, ServerCallContext context) => AnswerAsync(request, context);

    public override Task<Answer> AskWithoutRule(Question request, ServerCallContext context) => AnswerAsync(request, context);

    public override Task<Answer> Guess(Question request, ServerCallContext context) => AnswerAsync(request, context);

    public override Task<Answer> Check(Ruled request, ServerCallContext context) => Task.FromResult(new Answer { Text = "checked" });

    public override async Task<Answer> Upload(IAsyncStreamReader<Question> requestStream, ServerCallContext context)
    {
        var answer = new Answer();
        await foreach (var question in requestStream.ReadAllAsync(context.CancellationToken))
        {
            answer = await AnswerAsync(question, context);
        }

        return answer;
    }

    public override async Task Watch(Question request, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new() { Text = "begins", LeftMs = LeftMs(context) }, context.CancellationToken);
        await AnswerAsync(request, context);
    }

    public override async Task Talk(IAsyncStreamReader<Question> requestStream, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        await foreach (var question in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(await AnswerAsync(question, context), context.CancellationToken);
        }
    }

    public override Task<Answer> UploadAsOperator(IAsyncStreamReader<Question> requestStream, ServerCallContext context) => Upload(requestStream, context);

    public override Task WatchAsOperator(Question request, IServerStreamWriter<Answer> responseStream, ServerCallContext context) => Watch(request, responseStream, context);

    public override Task TalkAsOperator(IAsyncStreamReader<Question> requestStream, IServerStreamWriter<Answer> responseStream, ServerCallContext context) =>
        Talk(requestStream, responseStream, context);

    public override async Task CheckEach(IAsyncStreamReader<Ruled> requestStream, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        await foreach (var _ in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(new() { Text = "checked" }, context.CancellationToken);
        }
    }

    async Task<Answer> AnswerAsync(Question question, ServerCallContext context)
    {
        switch (question.What)
        {
            case "who":
                return new() { Text = $"{context.Call().Caller?.Name}" };
            case "wait":
                witness.Saw("waits");
                await WaitAsync(context.CancellationToken);
                return new();
            case "log":
                LogSomething();
                return new();
            case "throw":
                throw new InvalidOperationException("a secret of the inside");
            case "domain":
                throw new TriedException("The tried thing is not so.");
            case "not found":
                throw Refusal.NotFound(Reason.UnitUnknown, "unit", "SEE1", "There is no unit SEE1: import it first.");
            case "precondition":
                throw new RefusalException(
                    new(StatusCode.FailedPrecondition, "Bid at least 10 ct/kWh – or ß 100 % more."), Reason.PriceTooLow) { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["price_to_beat"] = "10" } };
            case "long":
                throw Refusal.Invalid(Reason.ForecastFileInvalid, string.Concat(Enumerable.Repeat("line 17: 1,5 is no number; ", 10_000)));
            case "plain":
                throw new RpcException(new(StatusCode.NotFound, "A standard service knows no such thing."));
            default:
                return new() { Text = question.What, LeftMs = LeftMs(context) };
        }
    }

    async Task WaitAsync(CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource();
        await using var registration = cancellation.Register(ended.SetResult);
        await ended.Task;
        witness.Saw("cancelled");
        cancellation.ThrowIfCancellationRequested();
    }

    static long LeftMs(ServerCallContext context) => context.Deadline == DateTime.MaxValue ? 0 : (long)(context.Deadline - DateTime.UtcNow).TotalMilliseconds;

    [LoggerMessage(1, LogLevel.Information, "Something was done")]
    partial void LogSomething();
}

/// <summary>A component's own exception.</summary>
sealed class TriedException(string message) : Exception(message);

sealed class TriedRefusals : IRefusalSource
{
    public RefusalException? Explain(Exception exception, string method) =>
        exception is TriedException ? Refusal.Precondition(Reason.GateClosed, "tried/1", exception.Message) : null;
}
