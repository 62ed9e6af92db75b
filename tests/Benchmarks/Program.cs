using LocalEnergyMarket.Benchmarks;
using LocalEnergyMarket.Benchmarks.Chain;
using LocalEnergyMarket.Benchmarks.Edge;
using LocalEnergyMarket.Benchmarks.Mastr;
using LocalEnergyMarket.Benchmarks.Rpc;
using LocalEnergyMarket.Benchmarks.Store;

return args switch
{
    [BenchServer.Command, var certificate, var key] => await BenchServer.RunAsync(certificate, key),
    [SignedBatches.Command, var seconds, var file] => SignedBatches.Decode(seconds, file),
    [MastrSuite.Command, var zip, var database] => await MastrSuite.ImportAsync(zip, database),
    _ => await RunAsync(),
};

async Task<int> RunAsync()
{
    var (ofRpc, ofEdge, ofStore, ofMastr) = (args.Where(RpcSuite.Has).ToArray(), args.Any(EdgeSuite.Has), args.Any(StoreSuite.Has), args.Any(MastrSuite.Has));
    var others = args.Where(word => !RpcSuite.Has(word) && !EdgeSuite.Has(word) && !StoreSuite.Has(word) && !MastrSuite.Has(word)).ToArray();
    if (ofEdge)
    {
        // What a box writes down before anything else.
        others = [.. others, "journal"];
    }

    if (others.Any(ChainSuite.Has))
    {
        // What a chain needs of hashing too.
        others = [.. others, "evidence"];
    }

    var status = args.Length == 0 || others.Length > 0 ? Suite.Run(others, Console.Out, Console.Error) : 0;
    if (status == 0 && (args.Length == 0 || ofRpc.Length > 0))
    {
        await RpcSuite.RunAsync(ofRpc, Console.Out);
    }

    if (status == 0 && (args.Length == 0 || others.Any(ChainSuite.Has)))
    {
        await ChainSuite.RunAsync(Console.Out);
    }

    if (status == 0 && (args.Length == 0 || ofEdge))
    {
        await EdgeSuite.RunAsync(Console.Out);
    }

    if (status == 0 && (args.Length == 0 || ofStore))
    {
        await StoreSuite.RunAsync(Console.Out);
    }

    if (status == 0 && (args.Length == 0 || ofMastr))
    {
        await MastrSuite.RunAsync(Console.Out);
    }

    return status;
}
