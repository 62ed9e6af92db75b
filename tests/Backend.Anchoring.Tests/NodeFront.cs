using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Anchoring.Tests;

/// <summary>
/// A nodeos between the client and the embedded chain that does what real ones do under load, behind proxies and in forks, and the embedded
/// chain, which has one producer and no fork, never does. What it says is what a nodeos would say.
/// </summary>
sealed class NodeFront : DelegatingHandler
{
    public NodeFront() => InnerHandler = new SocketsHttpHandler();

    /// <summary>Above so many actions a transaction takes too much processor time.</summary>
    public int MostActions { get; set; } = int.MaxValue;

    /// <summary>So many transactions are acknowledged and then in no block: the fork that had them falls away.</summary>
    public int Forgets { get; set; }

    /// <summary>So many transactions are taken and answered with 500.</summary>
    public int FailsAfterTaking { get; set; }

    /// <summary>So many transactions are taken and answered too late.</summary>
    public int AnswersLate { get; set; }

    /// <summary>The last irreversible block as it says, by the number of the true one.</summary>
    public Func<uint, uint> Irreversible { get; set; } = number => number;

    /// <summary>This block is still reversible, with the effects of a fork.</summary>
    public uint Reversible { get; set; }

    /// <summary>It has no trace of this block.</summary>
    public uint Untraced { get; set; }

    /// <summary>Every block follows another than the chain's.</summary>
    public bool OtherFork { get; set; }

    public int Sent { get; private set; }

    public int Asked { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked++;
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        switch (request.RequestUri!.AbsolutePath)
        {
            case "/v1/chain/send_transaction2":
                Sent++;
                return await TransactionAsync(request, body["transaction"]!["packed_trx"]!.GetValue<string>(), cancellationToken);
            case "/v1/chain/get_info":
                return await ChangedAsync(
                    request, info => info["last_irreversible_block_num"] = Irreversible(info["last_irreversible_block_num"]!.GetValue<uint>()), cancellationToken);
            case "/v1/trace_api/get_block" when body["block_num"]!.GetValue<uint>() is var number:
                return number == Untraced
                    ? Json(HttpStatusCode.NotFound, """{"code":404,"message":"Trace API: block trace missing","error":{"code":0,"name":"","what":"","details":[]}}""")
                    : await ChangedAsync(request, block => ChangeBlock(block, number), cancellationToken);
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }

    async Task<HttpResponseMessage> TransactionAsync(HttpRequestMessage request, string packed, CancellationToken cancellation)
    {
        var transaction = Transaction.Unpack(Convert.FromHexString(packed));
        if (transaction.Actions.Count > MostActions)
        {
            return Json(
                HttpStatusCode.InternalServerError,
                """{"code":500,"message":"Internal Service Error","error":{"code":3080004,"name":"tx_cpu_usage_exceeded","what":"Transaction exceeded the current CPU usage limit imposed on the transaction","details":[{"message":"transaction was executing for too long","file":"","line_number":0,"method":""}]}}""");
        }

        if (Forgets > 0)
        {
            Forgets--;
            return Json(
                HttpStatusCode.Accepted,
                new JsonObject { ["transaction_id"] = $"{transaction.Id}", ["processed"] = new JsonObject { ["id"] = $"{transaction.Id}", ["except"] = null } }.ToJsonString());
        }

        var answer = await base.SendAsync(request, cancellation);
        if (FailsAfterTaking > 0)
        {
            FailsAfterTaking--;
            return Json(HttpStatusCode.InternalServerError, """{"code":500,"message":"Internal Service Error","error":{"code":0,"name":"exception","what":"unspecified","details":[]}}""");
        }

        if (AnswersLate > 0)
        {
            AnswersLate--;
            throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout.");
        }

        return answer;
    }

    void ChangeBlock(JsonObject block, uint number)
    {
        if (number == Reversible)
        {
            block["status"] = "pending";
            block["transactions"] = new JsonArray();
        }

        if (OtherFork)
        {
            block["previous_id"] = new string('0', 56) + number.ToString("x8", CultureInfo.InvariantCulture);
        }
    }

    async Task<HttpResponseMessage> ChangedAsync(HttpRequestMessage request, Action<JsonObject> change, CancellationToken cancellation)
    {
        var answer = await base.SendAsync(request, cancellation);
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!.AsObject();
        if (answer.IsSuccessStatusCode)
        {
            change(json);
        }

        return Json(answer.StatusCode, json.ToJsonString());
    }

    static HttpResponseMessage Json(HttpStatusCode status, string json) => new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
}
