using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using LocalEnergyMarket.Backend.Rpc.Errors;
using LocalEnergyMarket.Backend.Server.Access;
using LocalEnergyMarket.Backend.Server.Registry;
using LocalEnergyMarket.Protos.V1;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Server.Fleet;

/// <summary>lem.v1.FleetService.</summary>
sealed class FleetCalls(FleetDesk desk, FleetOrders orders, PackageStore packages) : FleetService.FleetServiceBase
{
    const int DefaultPage = 50;
    const int LargestPage = 200;

    static readonly TimeSpan RestartLasts = TimeSpan.FromHours(1);

    public override async Task<GetBoxStatusResponse> GetBoxStatus(GetBoxStatusRequest request, ServerCallContext context)
    {
        var result = await desk.AskAsync(
            Guid.Parse(request.BoxId), "status", request.WithConfiguration ? "with the configuration" : "",
            new() { Status = new() { WithConfiguration = request.WithConfiguration } }, context.Caller().Name, Patience(request.WaitSeconds), context.CancellationToken);
        return new() { Status = result.Status };
    }

    public override async Task<GetBoxLogResponse> GetBoxLog(GetBoxLogRequest request, ServerCallContext context)
    {
        var result = await desk.AskAsync(
            Guid.Parse(request.BoxId), "log", request.PreviousRun ? "of the run before" : "",
            new() { Log = new() { Lines = request.Lines, Minimum = request.Minimum, PreviousRun = request.PreviousRun } },
            context.Caller().Name, Patience(request.WaitSeconds), context.CancellationToken);
        return new() { Log = result.Log };
    }

    public override async Task<RestartBoxResponse> RestartBox(RestartBoxRequest request, ServerCallContext context)
    {
        var order = await desk.OrderAsync(
            Guid.Parse(request.RequestId), Guid.Parse(request.BoxId), "restart", request.Reason,
            new() { Restart = new() { Reason = request.Reason } }, context.Caller().Name, RestartLasts, context.CancellationToken);
        return new() { Order = FleetWire.ToWire(order) };
    }

    public override async Task<ConfigureBoxResponse> ConfigureBox(ConfigureBoxRequest request, ServerCallContext context)
    {
        var change = new ConfigurationChange { BaseRevision = request.BaseRevision, HealthSeconds = request.HealthSeconds };
        if (request.MergePatch.Length > 0 == request.Document.Length > 0)
        {
            throw Refusal.Invalid(Reason.ConfigurationInvalid, "Give either merge_patch or document.");
        }

        var (field, text) = request.MergePatch.Length > 0 ? ("merge_patch", change.MergePatch = request.MergePatch) : ("document", change.Document = request.Document);
        MustBeObject(field, text);
        var order = await desk.OrderAsync(
            Guid.Parse(request.RequestId), Guid.Parse(request.BoxId), "configuration", $"{field}: {text.ReplaceLineEndings(" ")}",
            new() { Configuration = change }, context.Caller().Name, Hours(request.ExpiresHours), context.CancellationToken);
        return new() { Order = FleetWire.ToWire(order) };
    }

    public override async Task<UpdateBoxResponse> UpdateBox(UpdateBoxRequest request, ServerCallContext context)
    {
        var package = await PackageAsync(request.PackageSha256, context.CancellationToken);
        var update = new SoftwareUpdate
        {
            Version = package.Version,
            PackageSha256 = request.PackageSha256,
            PackageBytes = package.Bytes,
            AllowDowngrade = request.AllowDowngrade,
            HealthSeconds = request.HealthSeconds,
        };
        var order = await desk.OrderAsync(
            Guid.Parse(request.RequestId), Guid.Parse(request.BoxId), "update", $"{package.Version} for {package.Architecture}{(request.AllowDowngrade ? ", also a downgrade" : "")}",
            new() { Update = update }, context.Caller().Name, Hours(request.ExpiresHours), context.CancellationToken);
        return new() { Order = FleetWire.ToWire(order) };
    }

    public override async Task<ListBoxOrdersResponse> ListBoxOrders(ListBoxOrdersRequest request, ServerCallContext context)
    {
        if (request.OrderId.Length > 0)
        {
            var one = await orders.FindAsync(Guid.Parse(request.OrderId), context.CancellationToken);
            return one is null || (request.BoxId.Length > 0 && one.Box != Guid.Parse(request.BoxId)) ? new() : new() { Orders = { FleetWire.ToWire(one) } };
        }

        var size = request.PageSize > 0 ? Math.Min(request.PageSize, LargestPage) : DefaultPage;
        var page = await orders.ListAsync(request.BoxId.Length > 0 ? Guid.Parse(request.BoxId) : null, Before(request.PageToken), size, context.CancellationToken);
        return new() { Orders = { page.Select(FleetWire.ToWire) }, NextPageToken = page.Count == size ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : "" };
    }

    public override async Task<UploadPackageResponse> UploadPackage(IAsyncStreamReader<FileChunk> requestStream, ServerCallContext context)
    {
        await using var file = await FileChunks.ReceiveAsync(requestStream, context.CancellationToken, SignedPackage.MostBytes);
        try
        {
            return new() { Package = FleetWire.ToWire(await packages.StoreAsync(file.Content, context.Caller().Name, context.CancellationToken)) };
        }
        catch (InvalidDataException e)
        {
            throw Refusal.Invalid(Reason.PackageInvalid, $"The file is not taken: {e.Message}.");
        }
    }

    public override async Task<ListPackagesResponse> ListPackages(ListPackagesRequest request, ServerCallContext context) =>
        new() { Packages = { (await packages.ListAsync(context.CancellationToken)).Select(FleetWire.ToWire) } };

    async Task<StoredPackage> PackageAsync(ByteString sha256, CancellationToken cancellation) =>
        await packages.FindAsync(sha256.ToByteArray(), cancellation)
        ?? throw Refusal.NotFound(
            Reason.PackageUnknown, "package", Convert.ToHexStringLower(sha256.Span), $"There is no package {Convert.ToHexStringLower(sha256.Span)}: upload it first (UploadPackage).");

    static void MustBeObject(string field, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                return;
            }
        }
        catch (JsonException e)
        {
            throw Refusal.InvalidField(Reason.ConfigurationInvalid, field, $"{field} is no JSON: {e.Message}");
        }

        throw Refusal.InvalidField(Reason.ConfigurationInvalid, field, $"{field} must be a JSON object, for example {{\"batchSeconds\": 30}}.");
    }

    static TimeSpan Patience(uint seconds) => TimeSpan.FromSeconds(seconds == 0 ? 15 : seconds);

    static TimeSpan Hours(uint hours) => TimeSpan.FromHours(hours == 0 ? 24 : hours);

    static long Before(string token) => token.Length == 0 ? long.MaxValue
        : long.TryParse(token, CultureInfo.InvariantCulture, out var id) ? id
        : throw Refusal.InvalidField(Reason.PageTokenInvalid, "page_token", "page_token is not one that an answer gave.");
}
