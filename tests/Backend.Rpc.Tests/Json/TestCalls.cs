using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using LocalEnergyMarket.Protos.V1;
using Status = Grpc.Core.Status;

namespace LocalEnergyMarket.Backend.Rpc.Tests.Json;

/// <summary>Answers as the request's headers say.</summary>
sealed class TestStatusCalls(ObservedCalls observed) : StatusService.StatusServiceBase
{
    public override async Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        var asked = context.RequestHeaders;
        if (asked.GetValue("x-leading") is { } leading)
        {
            await context.WriteResponseHeadersAsync(new() { { "x-leading", leading } });
        }

        if (asked.GetValue("x-trailing") is { } trailing)
        {
            context.ResponseTrailers.Add("x-trailing", trailing);
            context.ResponseTrailers.Add("x-trailing-bin", [1, 2, 255]);
        }

        if (asked.Get("x-wait") is not null)
        {
            await WaitAsync(context);
        }

        if (asked.GetValue("x-code") is { } code)
        {
            throw Refusal((StatusCode)int.Parse(code, CultureInfo.InvariantCulture), asked.Get("x-details") is not null);
        }

        return new()
        {
            Version = context.Host + " " + context.Method,
            ClockFactor = 60,
            MarketTime = Timestamp.FromDateTimeOffset(new(2026, 6, 21, 6, 0, 0, TimeSpan.Zero)),
            Parts = { new PartStatus { Part = "database", State = PartState.Well, Detail = asked.GetValue("x-echo") ?? "" } },
        };
    }

    async Task WaitAsync(ServerCallContext context)
    {
        observed.Waiting.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            observed.Cancelled.TrySetResult();
            throw;
        }
    }

    static RpcException Refusal(StatusCode code, bool details)
    {
        var trailers = new Metadata();
        if (details)
        {
            var status = new Google.Rpc.Status
            {
                Code = (int)code,
                Message = "Too much — “größer” als 100 %",
                Details =
                {
                    Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "quantity_wh", Description = "at least 1" } } }),
                    Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(1500)) }),
                    new Any { TypeUrl = "type.googleapis.com/some.Unknown", Value = ByteString.CopyFrom(8, 1) },
                },
            };
            trailers.Add("grpc-status-details-bin", status.ToByteArray());
        }

        return new(new Status(code, "Too much — “größer” als 100 %"), trailers);
    }
}

/// <summary>Says what it was asked.</summary>
sealed class TestMarketCalls : MarketService.MarketServiceBase
{
    public override Task<PlaceOfferResponse> PlaceOffer(PlaceOfferRequest request, ServerCallContext context) =>
        Task.FromResult(new PlaceOfferResponse { OfferId = request.ToString() });

    public override Task<GetBookResponse> GetBook(GetBookRequest request, ServerCallContext context)
    {
        var book = new GetBookResponse { GateClosed = true };
        for (var number = 0; number < request.Timeslot; number++)
        {
            book.Offers.Add(new Offer { OfferId = $"offer-{number}", QuantityWh = long.MaxValue - number, UnitNumber = request.BalancingGroup });
        }

        return Task.FromResult(book);
    }
}

/// <summary>For its stream, which JSON does not reach.</summary>
sealed class TestRegistryCalls : RegistryService.RegistryServiceBase;
