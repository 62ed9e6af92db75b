using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using LocalEnergyMarket.Backend.Attestation.Endorsement;
using LocalEnergyMarket.Edge.Gateway.Tests.Backend;
using LocalEnergyMarket.Hardware.Simulation.Plants;
using LocalEnergyMarket.Hardware.Simulation.Serving;
using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Testbed.Processes;
using LocalEnergyMarket.Testbed.Tpm;

namespace LocalEnergyMarket.Edge.Gateway.Tests.Management;

/// <summary>A box as it is installed, in slots, with meters, TPM and backend; started again whenever it ends, as systemd does.</summary>
sealed class ManagedBox : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    readonly ScratchFolder _scratch = new();
    readonly TestCertificates _certificates = new();
    readonly CancellationTokenSource _stop = new();
    SoftwareTpm _tpm = null!;
    TestBackend _backend = null!;
    PlantSimulator _plant = null!;
    ChildProcess? _process;
    Task _serving = Task.CompletedTask;

    public Ledger Ledger { get; private set; } = null!;

    public ConcurrentQueue<int> ExitCodes { get; } = new();

    public string Root => _scratch.In("root");

    public string Configuration => _scratch.In("box.json");

    public int LocalPort { get; } = FreePorts.One();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ManagedBox> StartAsync(object? updates = null)
    {
        var box = new ManagedBox();
        try
        {
            await box.BeginAsync(updates);
            return box;
        }
        catch
        {
            await box.DisposeAsync();
            throw;
        }
    }

    public string In(string name) => _scratch.In(name);

    /// <summary>The program's files, as they were built or packed.</summary>
    public static void CopyProgram(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(ProgramFolder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(ProgramFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>Sends a command, again and again as a backend does, until what came of it is known.</summary>
    public async Task<BoxCommandResult> OrderAsync(BoxCommand command)
    {
        command.CommandId = command.CommandId.Length > 0 ? command.CommandId : $"{Guid.NewGuid()}";
        command.ExpiresAt ??= DateTimeOffset.UtcNow.AddMinutes(5).ToTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (true)
        {
            Ledger.Orders.Enqueue(new() { Command = command });
            for (var i = 0; i < 50; i++)
            {
                if (Results(command.CommandId).FirstOrDefault(r => r.OutcomeCase != BoxCommandResult.OutcomeOneofCase.Progress) is { } final)
                {
                    return final;
                }

                await Task.Delay(20, limit.Token);
            }
        }
    }

    public IEnumerable<BoxCommandResult> Results(string commandId) => Ledger.Answers.Select(a => a.CommandResult).Where(r => r?.CommandId == commandId)!;

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (!await condition())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>As a power cut would; it is started again.</summary>
    public async Task KillAsync()
    {
        try
        {
            await _process!.KillAsync();
        }
        catch (InvalidOperationException)
        {
            // It has ended, and whoever starts it again has let go of it already.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_plant is not null)
        {
            await _plant.DisposeAsync();
        }

        if (_backend is not null)
        {
            await _backend.DisposeAsync();
        }

        if (_tpm is not null)
        {
            await _tpm.DisposeAsync();
        }

        _certificates.Dispose();
        _stop.Dispose();
        _scratch.Dispose();
    }

    static string ProgramFolder
    {
        get
        {
            // Beside the tests lie all their own files: the program alone is in its own project's output.
            var folder = Path.GetDirectoryName(Programs.PathOf("lem-box"))!.TrimEnd('/');
            return folder == AppContext.BaseDirectory.TrimEnd('/') ? Path.GetFullPath(Path.Combine(folder, "..", "..", "Edge.Gateway", Path.GetFileName(folder))) : folder;
        }
    }

    async Task BeginAsync(object? updates)
    {
        _tpm = await SoftwareTpm.StartAsync(_scratch.In("tpm"), Cancellation);
        Ledger = new() { BoxId = $"{Guid.NewGuid()}", Enrollment = new(PinnedRoots.Load(_tpm.AuthorityFolder), allowSoftwareTpms: true) };
        _backend = await TestBackend.StartAsync(Ledger, _certificates.Server(), Cancellation);
        var clock = new MarketClock(DateTimeOffset.UtcNow, new(2026, 6, 21, 10, 52, 0, TimeSpan.Zero), 60);
        _plant = await PlantSimulator.StartAsync(new Plant(new()), new(), clock, Cancellation);
        await File.WriteAllTextAsync(_scratch.In("authority.pem"), _certificates.Authority.ExportCertificatePem(), Cancellation);
        await File.WriteAllTextAsync(_scratch.In("pin"), "k8Zq-pin-of-the-technician", Cancellation);
        await File.WriteAllTextAsync(_scratch.In("proxy.password"), "k8Zq-password-of-the-proxy", Cancellation);
        await File.WriteAllTextAsync(Configuration, JsonSerializer.Serialize(new
        {
            clock = clock.ToString(),
            backends = new[] { _backend.Address.ToString() },
            authorityFile = "authority.pem",
            tpm = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_tpm.Port}"),
            local = new { listen = new[] { $"127.0.0.1:{LocalPort}" }, pinFile = "pin" },
            updates,
            meters = _plant.Meters.Take(2).Select((m, i) => new { m.Serial, index = i + 1, type = m.Device.Type, host = "127.0.0.1", port = m.Port }),
        }, Json), Cancellation);
        CopyProgram(Path.Combine(Root, "a"));
        File.CreateSymbolicLink(Path.Combine(Root, "current"), "a");
        _serving = ServeAsync();
    }

    /// <summary>Puts the box into service.</summary>
    public async Task EnrolAsync()
    {
        foreach (var arguments in (string[][])[["init"], ["enroll", "--code", "abcde-fghij-klmno-p2345"]])
        {
            var (status, output, error) = await CommandLine.TryAsync([Programs.PathOf("lem-provision"), "--config", Configuration, "--json", .. arguments], Cancellation);
            Assert.True(status == 0, output + error);
        }

        await UntilAsync(() => Ledger.Sequence > 0);
    }

    async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await using var process = ChildProcess.Start("box", Root, [Path.Combine(Root, "current", "lem-box"), "--config", Configuration]);
            _process = process;
            ExitCodes.Enqueue(await process.WaitAsync(_stop.Token));
        }
    }
}
