using System.Security.Cryptography;
using System.Text;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Interop.Tests.Programs;

/// <summary>
/// What has to be made before peers run: the C++ peer and the descriptors that Python reads. It lies below <c>artifacts/interop</c>, in a folder
/// named by the hash of all it was made from, and is made once.
/// </summary>
static class Built
{
    static readonly string[] Protos = ["empty", "messages", "test"];

    static readonly Lazy<Task<string>> Folder = new(MakeAsync);

    public static async Task<string> CppPeerAsync() => Path.Combine(await Folder.Value, "peer");

    public static async Task<string> DescriptorsAsync() => Path.Combine(await Folder.Value, "descriptors.bin");

    static async Task<string> MakeAsync()
    {
        var libraries = await RunAsync("pkg-config", "--modversion", "--libs", "grpc++", "protobuf");
        var home = Path.Combine(Sources.Root, "artifacts", "interop", await HashAsync(libraries));
        if (Directory.Exists(home))
        {
            return home;
        }

        var making = home + $".{Environment.ProcessId}";
        Directory.CreateDirectory(making);
        var files = Protos.Select(name => $"grpc/testing/{name}.proto");
        await RunAsync([
            "protoc", $"-I{Sources.Protos}", $"--cpp_out={making}", $"--grpc_out={making}", "--plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin", "--include_imports",
            $"--descriptor_set_out={making}/descriptors.bin", .. files]);
        var objects = await Task.WhenAll(Protos.Select(name => CompileAsync(making, $"{making}/grpc/testing/{name}.pb.cc"))
            .Prepend(CompileAsync(making, Path.Combine(Sources.Peers, "grpc-cpp", "peer.cc"))));
        await RunAsync([
            "clang++-19", "-fuse-ld=lld-19", .. objects, "-o", $"{making}/peer", "-Wl,--as-needed",
            .. (await RunAsync("pkg-config", "--libs", "grpc++", "protobuf")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)]);
        Directory.Move(making, home);
        return home;
    }

    static async Task<string> CompileAsync(string making, string source)
    {
        var result = Path.Combine(making, Path.GetFileNameWithoutExtension(source) + ".o");
        await RunAsync("clang++-19", "-std=c++20", "-Wall", "-Wextra", "-Werror", "-isystem", making, "-c", source, "-o", result);
        return result;
    }

    static async Task<string> HashAsync(string libraries)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Sources.Peers, "grpc-cpp")).Concat(Directory.EnumerateFiles(Path.Combine(Sources.Protos, "grpc", "testing")));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(libraries));
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            hash.AppendData(await File.ReadAllBytesAsync(file, CancellationToken.None));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    static Task<string> RunAsync(params string[] command) => CommandLine.RunAsync(command, CancellationToken.None);
}
