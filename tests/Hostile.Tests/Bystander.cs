using Grpc.Core;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Hostile.Tests;

/// <summary>A caller with honest intentions, who goes on calling while others attack.</summary>
sealed class Bystander : IAsyncDisposable
{
    readonly StatusService.StatusServiceClient _client;
    readonly CancellationTokenSource _ending = new();
    readonly SemaphoreSlim _answered = new(0);
    readonly Task _calling;

    public Bystander(Attacked backend)
    {
        _client = new(backend.As("Portal"));
        _calling = CallAsync();
    }

    /// <summary>Calls that were answered.</summary>
    public int Answers { get; private set; }

    /// <summary>Waits for so many more answers: the attack's clock.</summary>
    public async Task AnswersAsync(int count, CancellationToken cancellation)
    {
        for (var i = 0; i < count; i++)
        {
            var answered = _answered.WaitAsync(cancellation);
            await await Task.WhenAny(answered, _calling);
            await answered;
        }
    }

    /// <exception cref="RpcException">A call failed.</exception>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _calling;
        _ending.Dispose();
        _answered.Dispose();
    }

    async Task CallAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            // Not ended with the attack: every call that was begun must be answered.
            await _client.GetStatusAsync(new(), deadline: DateTime.UtcNow.AddSeconds(60), cancellationToken: CancellationToken.None);
            Answers++;
            _answered.Release();
        }
    }
}
