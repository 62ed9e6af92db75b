using System.Net.Sockets;
using System.Text;

namespace LocalEnergyMarket.Contracts.Chain.Tests.Golden;

/// <summary>Bodies and requests of every form, as nodeos takes or refuses them.</summary>
public sealed class RequestTests(HttpChain http) : IClassFixture<HttpChain>
{
    const string Unparsable = "Unable to parse valid input from POST body";
    const string Required = "A Request body is required";

    [Theory]
    [InlineData("chain/get_account", "", 3200006, Required)]
    [InlineData("chain/get_account", "  {  } ", 3200006, Required)]
    [InlineData("chain/get_account", "{\"account_name\"", 3200006, Unparsable)]
    [InlineData("chain/get_account", "nonsense", 3200006, Unparsable)]
    [InlineData("chain/get_account", "[]", 3200006, Unparsable)]
    [InlineData("chain/get_account", "\"box1\"", 3200006, Unparsable)]
    [InlineData("chain/get_account", """{"account_name":["box1"]}""", 3200006, Unparsable)]
    [InlineData("chain/get_account", """{"account_name":"box1."}""", 3200006, Unparsable)]
    [InlineData("chain/get_account", """{"account_name":"abcdefghijklmn"}""", 3200006, Unparsable)]
    [InlineData("chain/get_account", """{"account_name":"a","account_name":"b"}""", 3200006, Unparsable)]
    [InlineData("chain/get_info", """{"x":1}""", 3200006, Unparsable)]
    [InlineData("chain/get_block", """{"x":1}""", 3010008, "Invalid Block number or ID, must be greater than 0 and less than 65 characters")]
    [InlineData("chain/get_block", """{"block_num_or_id":""}""", 3010008, "Invalid Block number or ID, must be greater than 0 and less than 65 characters")]
    [InlineData("chain/get_block", """{"block_num_or_id":"nonsense"}""", 3010008, "Invalid block ID: nonsense")]
    [InlineData("chain/get_block", """{"block_num_or_id":"abc"}""", 3010008, "Invalid block ID: abc")]
    [InlineData("chain/get_block", """{"block_num_or_id":"abcd"}""", 3100002, "Could not find block: abcd")]
    [InlineData("chain/get_block", """{"block_num_or_id":-1}""", 3010008, "Invalid block ID: -1")]
    [InlineData("chain/get_block", """{"block_num_or_id":0}""", 3100002, "Could not find block: 0")]
    [InlineData("chain/get_block_info", """{"block_num":4000000}""", 3100002, "Could not find block: 4000000")]
    [InlineData("chain/get_block_info", """{"block_num":"x"}""", 3200006, Unparsable)]
    [InlineData("chain/get_block_header", """{"block_num_or_id":"4000000"}""", 3100002, "Could not find block header: 4000000")]
    [InlineData("chain/get_raw_block", """{"block_num_or_id":"4000000"}""", 3100002, "Could not find block: 4000000")]
    [InlineData("chain/get_code", """{"account_name":"box1","code_as_wasm":false}""", 3100008, "Returning WAST from get_code is no longer supported")]
    [InlineData("chain/get_code", """{"account_name":"nosuchacct"}""", 0, "unknown key (eosio::chain::name): nosuchacct")]
    [InlineData("chain/get_raw_code_and_abi", """{"account_name":"nosuchacct"}""", 0, "unknown key (eosio::chain::name): nosuchacct")]
    [InlineData("chain/get_transaction_status", "", 3200006, Required)]
    [InlineData("chain/get_transaction_status", "{}", 3200006, "Invalid transaction id")]
    [InlineData("chain/get_transaction_status", """{"id":"xyz"}""", 3200006, "Invalid transaction id")]
    [InlineData("chain/get_transaction_id", """{"actions":[{"account":"a"}]}""", 3200006, Unparsable)]
    [InlineData("chain/get_required_keys", """{"transaction":{},"available_keys":["nonsense"]}""", 3200006, Unparsable)]
    [InlineData("chain/get_required_keys", """{"transaction":{"actions":"none"},"available_keys":[]}""", 3010006, "Invalid transaction")]
    [InlineData("chain/push_transaction", """{"signatures":[],"packed_trx":"nonsense"}""", 3010010, "Invalid packed transaction")]
    [InlineData("chain/push_transaction", """{"signatures":[],"compression":"brotli","packed_trx":"00"}""", 3010010, "Invalid packed transaction")]
    [InlineData("chain/push_transaction", """{"signatures":[],"compression":1,"packed_trx":"0000"}""", 3010010, "Invalid packed transaction")]
    [InlineData("chain/push_transaction", """{"x":1}""", 3010010, "Invalid packed transaction")]
    [InlineData("chain/push_transaction", "[]", 3200006, Unparsable)]
    [InlineData("chain/send_transaction2", """{"return_failure_trace":true}""", 3010010, "Invalid packed transaction")]
    [InlineData("chain/push_transactions", """{"x":1}""", 3200006, Unparsable)]
    [InlineData("chain/push_block", """{"x":1}""", 3030001, "unlinkable block: this chain has one producer, which is this process")]
    [InlineData("chain/get_currency_stats", """{"code":"lem.market","symbol":"EUR"}""", 3060003, "Table stat is not specified in the ABI")]
    [InlineData("chain/get_currency_balance", """{"code":"nosuchacct","account":"box1"}""", 3060002, "Fail to retrieve account for nosuchacct")]
    [InlineData("chain/get_table_rows", """{"code":"box1","scope":"box1","table":"boxes"}""", 3060003, "Table boxes is not specified in the ABI")]
    [InlineData("chain/get_table_rows", """{"code":"lem.market","scope":"lem.market","table":"boxes.......1"}""", 3060003, "Unsupported table name: boxes.......1")]
    [InlineData("chain/get_table_rows", """{"code":"lem.market","scope":"lem.market","table":"boxes","index_position":"2"}""", 3060003, "key type required for non-primary index")]
    [InlineData("chain/get_table_rows", """{"code":"lem.market","scope":"lem.market","table":"boxes","index_position":"2","key_type":"float64"}""", 3060003, "Unsupported secondary index type: float64")]
    [InlineData("chain/get_table_rows", """{"code":"lem.market","scope":"lem.market","table":"boxes","index_position":"last","key_type":"i64"}""", 3060003, "Invalid index_position: last")]
    [InlineData("chain/get_table_rows", """{"code":"lem.market","scope":"not a scope!","table":"boxes"}""", 3010000, "Could not convert scope string 'not a scope!' to any of the following: uint64_t, valid name, or valid symbol (with or without the precision)")]
    [InlineData("chain/get_table_by_scope", """{"code":"lem.market","lower_bound":"!"}""", 3010000, "Could not convert lower_bound scope string '!' to any of the following: uint64_t, valid name, or valid symbol (with or without the precision)")]
    [InlineData("producer/schedule_protocol_feature_activations", """{"protocol_features_to_activate":["00"]}""", 3170010, "protocol feature with digest '00' is unrecognized")]
    public async Task What_is_wrong_with_a_request_is_said_in_nodeos_words(string path, string body, int code, string message)
    {
        var (status, answer) = await http.PostAsync($"/v1/{path}", body);

        Assert.Equal((code, message), (answer!["error"]!["code"]!.GetValue<int>(), answer["error"]!["details"]![0]!["message"]!.GetValue<string>()));
        Assert.Equal(code is 3200006 or 3100002 ? 400 : 500, status);
    }

    [Theory]
    [InlineData("chain/get_account", """{"account_name":"box1","and":"more"} and what follows""")]
    [InlineData("chain/get_block", """{"block_num_or_id":"1"}""")]
    [InlineData("chain/get_block", """{"block_num_or_id":"000000017c8ae6fcc236a1254b032f9b375971d88025e717fcba43aeee9aa41a"}""")]
    [InlineData("chain/get_block_info", """{"block_num":"2"}""")]
    [InlineData("chain/get_info", " {} ")]
    [InlineData("chain/get_table_by_scope", """{"code":"lem.market","limit":-1,"reverse":"true"}""")]
    [InlineData("chain/get_table_rows", """{"code":"lem.market","scope":"lem.market","table":"boxes","limit":"1","json":"true","index_position":"first"}""")]
    [InlineData("chain/get_table_rows", """{"code":"lem.market","scope":1,"table":"boxes","lower_bound":5,"upper_bound":"4,EUR","limit":-1}""")]
    [InlineData("chain/get_activated_protocol_features", "")]
    [InlineData("chain/get_activated_protocol_features", """{"lower_bound":3,"upper_bound":5,"reverse":true}""")]
    [InlineData("chain/get_accounts_by_authorizers", """{"accounts":["lem.market",{"actor":"eosio","permission":"active"}],"keys":["EOS6MRyAjQq8ud7hVNYcfnVPJqcVpscN5So8BhtHuGYqET5GDW5CV"]}""")]
    public async Task What_nodeos_takes_is_taken(string path, string body)
    {
        var (status, answer) = await http.PostAsync($"/v1/{path}", body);

        Assert.True(status is 200, answer?.ToJsonString());
    }

    [Fact]
    public async Task Permissions_are_found_by_the_keys_in_them()
    {
        var key = http.Driven.BoxKey.PublicKey.ToString();

        var (_, answer) = await http.PostAsync("/v1/chain/get_accounts_by_authorizers", $$"""{"keys":["{{key}}"]}""");

        Assert.All(answer!["accounts"]!.AsArray(), found => Assert.Equal(("box1", key), (found!["account_name"]!.GetValue<string>(), found["authorizing_key"]!.GetValue<string>())));
        Assert.Contains(answer["accounts"]!.AsArray(), found => found!["permission_name"]!.GetValue<string>() is "active");
    }

    [Fact]
    public async Task Several_transactions_are_pushed_with_a_result_each()
    {
        var (status, answer) = await http.PostAsync("/v1/chain/push_transactions", """[{"signatures":[],"packed_trx":"00"},{"signatures":[],"packed_trx":"01"}]""");
        var (tooMany, refused) = await http.PostAsync("/v1/chain/push_transactions", $"[{string.Join(',', Enumerable.Repeat("{}", 1001))}]");

        Assert.Equal((202, 2), (status, answer!.AsArray().Count));
        Assert.StartsWith("3010010 packed_transaction_type_exception: Invalid packed transaction\n", answer[0]!["processed"]!["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((500, 3040012), (tooMany, refused!["error"]!["code"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("trace_api/get_block", "{}", 400, "Trace API: Bad or missing block_num")]
    [InlineData("trace_api/get_block", "nonsense", 400, "Trace API: Bad or missing block_num")]
    [InlineData("trace_api/get_block", """{"block_num":4294967296}""", 400, "Trace API: Bad or missing block_num")]
    [InlineData("trace_api/get_transaction_trace", """{"id":"xyz"}""", 400, "Trace API: Bad or missing transaction ID")]
    [InlineData("trace_api/get_transaction_trace", """{"id":"00000000000000000000000000000000000000000000000000000000000000aa"}""", 404, "Trace API: transaction id missing in the transaction id log files")]
    public async Task The_trace_API_has_errors_of_its_own(string path, string body, int expected, string message)
    {
        var (status, answer) = await http.PostAsync($"/v1/{path}", body);

        Assert.Equal((expected, message), (status, answer!["message"]!.GetValue<string>()));
        Assert.Equal("""{"code":0,"name":"","what":"","details":[]}""", answer["error"]!.ToJsonString());
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        // The answer may come, and the connection end, before the body is through: so the client asks first whether to send it.
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(http.Address, "/v1/chain/get_account")) { Content = new StringContent(new string(' ', (2 * 1024 * 1024) + 1)) };
        request.Headers.ExpectContinue = true;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal((413, 413), ((int)response.StatusCode, answer!["code"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("GET /v1/chain/get_block HTTP/1.1\r\nHost: x\r\nContent-Length: 23\r\n\r\n{\"block_num_or_id\":\"1\"}", "200", "000000017c8ae6fc")]
    [InlineData("PUT /v1/chain/get_info HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "200", "head_block_num")]
    [InlineData("OPTIONS /v1/chain/get_info HTTP/1.1\r\nHost: x\r\n\r\n", "200", "{}")]
    [InlineData("POST /v1/chain/get_info HTTP/1.0\r\nContent-Length: 0\r\n\r\n", "200", "head_block_num")]
    [InlineData("POST /v1/chain/get_info HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "200", "head_block_num")]
    [InlineData("GET /v1/chain/get_info?x=1 HTTP/1.1\r\nHost: x\r\n\r\n", "404", "Unknown Endpoint")]
    [InlineData("GET /v1/chain/get_info/ HTTP/1.1\r\nHost: x\r\n\r\n", "404", "Unknown Endpoint")]
    public async Task Requests_of_every_form_are_answered(string request, string status, string part)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(http.Address.Host, http.Address.Port, TestContext.Current.CancellationToken);
        await client.Client.SendAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = await ReadAsync(client);

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json", answer, StringComparison.Ordinal);
        Assert.Contains(part, answer, StringComparison.Ordinal);
    }

    /// <summary>The head, and as many bytes after it as it says.</summary>
    static async Task<string> ReadAsync(TcpClient client)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            length += await client.Client.ReceiveAsync(buffer.AsMemory(length), TestContext.Current.CancellationToken) is > 0 and var count
                ? count
                : throw new EndOfStreamException();
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end > 0
                && text.Split("\r\n").FirstOrDefault(h => h.StartsWith("Content-Length: ", StringComparison.Ordinal)) is { } header
                && length >= end + 4 + int.Parse(header[16..], System.Globalization.CultureInfo.InvariantCulture))
            {
                return text;
            }
        }
    }
}
