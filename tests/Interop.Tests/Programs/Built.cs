using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Interop.Tests.Programs;

/// <summary>What has to be made before the peers in C++ and Python run: a program, and the descriptors of the protos.</summary>
static class Built
{
    static readonly string[] Protos = ["empty", "messages", "test"];

    static readonly Lazy<Task<string>> Folder = new(FolderAsync);

    public static async Task<string> CppPeerAsync() => Path.Combine(await Folder.Value, "peer");

    public static async Task<string> DescriptorsAsync() => Path.Combine(await Folder.Value, "descriptors.bin");

    static async Task<string> FolderAsync() => await MadeOnce.FolderAsync(
        "grpc-cpp",
        Directory.EnumerateFiles(Path.Combine(Sources.Peers, "grpc-cpp")).Concat(Directory.EnumerateFiles(Path.Combine(Sources.Protos, "grpc", "testing"))),
        await RunAsync("pkg-config", "--modversion", "--libs", "grpc++", "protobuf"),
        MakeAsync);

    static async Task MakeAsync(string folder)
    {
        await RunAsync([
            "protoc", $"-I{Sources.Protos}", $"--cpp_out={folder}", $"--grpc_out={folder}", "--plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin", "--include_imports",
            $"--descriptor_set_out={folder}/descriptors.bin", .. Protos.Select(name => $"grpc/testing/{name}.proto")]);
        var objects = await Task.WhenAll(Protos.Select(name => CompileAsync(folder, $"{folder}/grpc/testing/{name}.pb.cc"))
            .Prepend(CompileAsync(folder, Path.Combine(Sources.Peers, "grpc-cpp", "peer.cc"))));
        await RunAsync([
            "clang++-19", "-fuse-ld=lld-19", .. objects, "-o", $"{folder}/peer", "-Wl,--as-needed",
            .. (await RunAsync("pkg-config", "--libs", "grpc++", "protobuf")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)]);
    }

    static async Task<string> CompileAsync(string folder, string source)
    {
        var result = Path.Combine(folder, Path.GetFileNameWithoutExtension(source) + ".o");
        await RunAsync("clang++-19", "-std=c++20", "-Wall", "-Wextra", "-Werror", "-isystem", folder, "-c", source, "-o", result);
        return result;
    }

    static Task<string> RunAsync(params string[] command) => CommandLine.RunAsync(command, CancellationToken.None);
}
