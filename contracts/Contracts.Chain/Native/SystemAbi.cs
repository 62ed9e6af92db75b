using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Chain.Native;

/// <summary>The ABI that the account eosio has from the start: its native actions.</summary>
static class SystemAbi
{
    public static byte[] Packed { get; } = new AbiDefinition
    {
        Version = "eosio::abi/1.0",
        Structs =
        [
            Struct("permission_level", ("actor", "name"), ("permission", "name")),
            Struct("key_weight", ("key", "public_key"), ("weight", "uint16")),
            Struct("permission_level_weight", ("permission", "permission_level"), ("weight", "uint16")),
            Struct("wait_weight", ("wait_sec", "uint32"), ("weight", "uint16")),
            Struct("authority", ("threshold", "uint32"), ("keys", "key_weight[]"), ("accounts", "permission_level_weight[]"), ("waits", "wait_weight[]")),
            Struct("newaccount", ("creator", "name"), ("name", "name"), ("owner", "authority"), ("active", "authority")),
            Struct("setcode", ("account", "name"), ("vmtype", "uint8"), ("vmversion", "uint8"), ("code", "bytes")),
            Struct("setabi", ("account", "name"), ("abi", "bytes")),
            Struct("updateauth", ("account", "name"), ("permission", "name"), ("parent", "name"), ("auth", "authority")),
            Struct("deleteauth", ("account", "name"), ("permission", "name")),
            Struct("linkauth", ("account", "name"), ("code", "name"), ("type", "name"), ("requirement", "name")),
            Struct("unlinkauth", ("account", "name"), ("code", "name"), ("type", "name")),
            Struct("canceldelay", ("canceling_auth", "permission_level"), ("trx_id", "checksum256")),
        ],
        Actions =
        [
            Action("newaccount"), Action("setcode"), Action("setabi"), Action("updateauth"), Action("deleteauth"), Action("linkauth"), Action("unlinkauth"),
            Action("canceldelay"),
        ],
    }.Pack();

    static AbiStruct Struct(string name, params (string Name, string Type)[] fields) => new(name, "", [.. fields.Select(f => new AbiField(f.Name, f.Type))]);

    static AbiAction Action(string name) => new(Name.Parse(name), name, "");
}
