using System.Diagnostics.CodeAnalysis;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace LocalEnergyMarket.Backend.Rpc.Health;

/// <summary>
/// grpc.health.v1: how services are, in the shape of Grpc.HealthCheck's class of this name. A watcher holds no buffer: all watchers of a
/// service wait for one task, and one that is slow sees the newest status.
/// </summary>
[SuppressMessage("Naming", "CA1711", Justification = "The name of the class it stands for (docs/dependencies.md).")]
public sealed class HealthServiceImpl : Grpc.Health.V1.Health.HealthBase
{
    readonly Lock _lock = new();
    readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    bool _ended;

    /// <summary>How many watch now.</summary>
    public int Watchers
    {
        get
        {
            lock (_lock)
            {
                return _entries.Values.Sum(entry => entry.Watchers);
            }
        }
    }

    /// <param name="service">A service's full name; empty for the whole server.</param>
    /// <param name="status">How it is from now on.</param>
    public void SetStatus(string service, ServingStatus status)
    {
        lock (_lock)
        {
            if (!_ended)
            {
                EntryOf(service).Change(status);
            }
        }
    }

    /// <summary>The service is not known any more.</summary>
    public void ClearStatus(string service) => SetStatus(service, ServingStatus.ServiceUnknown);

    /// <summary>No service is known any more.</summary>
    public void ClearAll() => ChangeAll(ServingStatus.ServiceUnknown);

    /// <summary>Every service is NOT_SERVING from now on, whatever is said later; those who watch are told, and their streams end.</summary>
    public void End()
    {
        lock (_lock)
        {
            ChangeAll(ServingStatus.NotServing);
            _ended = true;
            foreach (var entry in _entries.Values)
            {
                entry.End();
            }
        }
    }

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(request.Service, out var entry) && entry.Status != ServingStatus.ServiceUnknown
                ? Task.FromResult(new HealthCheckResponse { Status = entry.Status })
                : throw new RpcException(new(StatusCode.NotFound, "There is no service of this name; List names all."));
        }
    }

    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        lock (_lock)
        {
            foreach (var (service, entry) in _entries.Where(entry => entry.Value.Status != ServingStatus.ServiceUnknown))
            {
                response.Statuses[service] = new() { Status = entry.Status };
            }
        }

        return Task.FromResult(response);
    }

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        Enter(request.Service);
        try
        {
            ServingStatus? told = null;
            while (true)
            {
                var (status, changed, ended) = Look(request.Service);
                if (status != told)
                {
                    await responseStream.WriteAsync(new() { Status = status }, context.CancellationToken);
                    told = status;
                }

                if (ended)
                {
                    throw new RpcException(new(StatusCode.Unavailable, "The server stops; watch another."));
                }

                await changed.WaitAsync(context.CancellationToken);
            }
        }
        finally
        {
            Leave(request.Service);
        }
    }

    (ServingStatus Status, Task Changed, bool Ended) Look(string service)
    {
        lock (_lock)
        {
            var entry = EntryOf(service);
            return (entry.Status, entry.Changed, _ended);
        }
    }

    void Enter(string service)
    {
        lock (_lock)
        {
            EntryOf(service).Watchers++;
        }
    }

    // A name that only watchers know is forgotten with the last of them, or made-up names would fill the memory.
    void Leave(string service)
    {
        lock (_lock)
        {
            var entry = EntryOf(service);
            if (--entry.Watchers == 0 && entry.Status == ServingStatus.ServiceUnknown)
            {
                _entries.Remove(service);
            }
        }
    }

    void ChangeAll(ServingStatus status)
    {
        lock (_lock)
        {
            foreach (var entry in _entries.Values.Where(entry => !_ended && entry.Status != ServingStatus.ServiceUnknown))
            {
                entry.Change(status);
            }
        }
    }

    Entry EntryOf(string service) => _entries.TryGetValue(service, out var entry) ? entry : _entries[service] = new();

    sealed class Entry
    {
        TaskCompletionSource _changed = New();

        public ServingStatus Status { get; private set; } = ServingStatus.ServiceUnknown;

        public int Watchers { get; set; }

        public Task Changed => _changed.Task;

        public void Change(ServingStatus status)
        {
            if (status != Status)
            {
                Status = status;
                End();
                _changed = New();
            }
        }

        public void End() => _changed.TrySetResult();

        static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
