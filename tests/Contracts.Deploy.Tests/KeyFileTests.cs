using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Deploy.Tests;

public sealed class KeyFileTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lem-keys");

    [Fact]
    public void Keys_of_every_kind_are_read_line_by_line()
    {
        using var k1 = PrivateKey.Generate(KeyType.K1);
        using var r1 = PrivateKey.Generate(KeyType.R1);
        var keys = KeyFile.Read(Written($"# creator\n{k1.ExportWif()}\n\n  {r1.Export()}  \n"));
        Assert.Equal([k1.PublicKey, r1.PublicKey], keys.Select(key => key.PublicKey));
    }

    [Theory]
    [InlineData("", "has no key")]
    [InlineData("# nothing\n", "has no key")]
    [InlineData("# nothing\nPVT_K1_abc\n", "line 2")]
    public void A_file_without_usable_keys_is_refused(string content, string message) =>
        Assert.Contains(message, Assert.Throws<DeploymentException>(() => KeyFile.Read(Written(content))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var missing = new FileInfo(Path.Combine(_folder.FullName, "missing"));
        Assert.Contains(missing.FullName, Assert.Throws<DeploymentException>(() => KeyFile.Read(missing)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    FileInfo Written(string content)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, "keys"));
        File.WriteAllText(file.FullName, content);
        return file;
    }
}
