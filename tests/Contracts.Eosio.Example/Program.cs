using System.Text.Json.Nodes;
using LocalEnergyMarket.Contracts.Eosio;

using var http = new HttpClient();
using var operatorKey = PrivateKey.Parse(args[0]);
var eos = new Eos(new() { HttpEndpoints = args[1..], SignProvider = new DefaultSignProvider(operatorKey) }, http);

// A new account whose key is of a TPM's curve.
using var boxKey = PrivateKey.Generate(KeyType.R1);
JsonObject Authority() => new()
{
    ["threshold"] = 1,
    ["keys"] = new JsonArray(new JsonObject { ["key"] = boxKey.PublicKey.ToString(), ["weight"] = 1 }),
    ["accounts"] = new JsonArray(),
    ["waits"] = new JsonArray(),
};
var action = await eos.CreateAction(Name.Parse("eosio"), Name.Parse("newaccount"), [new("eosio")], new JsonObject
{
    ["creator"] = "eosio",
    ["name"] = "example",
    ["owner"] = Authority(),
    ["active"] = Authority(),
});

// What is signed is kept: it can be sent again, after a crash too, and comes in once.
var signed = await eos.Sign(new() { Actions = [action] });
await eos.SendUntilKnown(signed.Pack());
var end = await eos.WaitForFinality(signed.Transaction);
Console.WriteLine($"{signed.Transaction.Id} is {end.State} in block {end.BlockNum}");

var account = await eos.GetAccount(Name.Parse("example"));
Console.WriteLine($"{account.AccountName} has {account.Permissions.Count} permissions and {account.RamUsage} bytes of RAM");
