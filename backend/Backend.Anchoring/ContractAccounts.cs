using LocalEnergyMarket.Backend.Anchoring.Trees;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Anchoring;

/// <summary>
/// The market's contract and who acts on it. What is to be written is kept as a packed transaction without reference and expiration, which
/// are set when it is signed.
/// </summary>
/// <param name="Contract">The account that carries the contract.</param>
/// <param name="Operator">The market operator's account: boxes, units, anchors.</param>
/// <param name="Trigger">The account that may write send_data events.</param>
public sealed record ContractAccounts(Name Contract, Name Operator, Name Trigger)
{
    static readonly Name Active = Name.Parse("active");
    static readonly Name Owner = Name.Parse("owner");

    PermissionLevel AsOperator => new(Operator, Active);

    /// <summary>Anchors a tree's root.</summary>
    public byte[] Anchor(AnchoredTree tree) => Pack(new Anchor(
        Name.Parse(tree.Key.Market),
        (AnchorKind)(int)tree.Key.Kind,
        checked((uint)tree.Key.Timeslot),
        checked((ushort)tree.Key.Version),
        new(tree.Root.ToArray()),
        checked((uint)tree.Leaves.Count)).ToAction(Contract, AsOperator));

    /// <summary>Writes a send_data event.</summary>
    public byte[] SendData(long eventId, Name box, int meterIndex) =>
        Pack(new SendData(checked((ulong)eventId), box, checked((byte)meterIndex)).ToAction(Contract, new(Trigger, Active)));

    /// <summary>
    /// Makes a box's account and registers it. Its active key is the TPM's; its owner is the operator, who can give it another key when the
    /// TPM is replaced, but cannot sign as the TPM.
    /// </summary>
    public byte[] NewBox(Name box, PublicKey tpmKey) => Pack(
        new NewAccount(Operator, box, new(1, [], [new(AsOperator, 1)], []), new(tpmKey)).By(AsOperator),
        new RegisterBox(box, tpmKey).ToAction(Contract, AsOperator));

    /// <summary>
    /// Gives a box's account the key of its new TPM. The operator owns the account, so it may; the contract takes the key only when the
    /// account answers to it and no more to the old one.
    /// </summary>
    public byte[] RekeyBox(Name box, PublicKey tpmKey) => Pack(
        new UpdateAuth(box, Active, Owner, new(tpmKey)).By(new PermissionLevel(box, Owner)),
        new RekeyBox(box, tpmKey).ToAction(Contract, AsOperator));

    /// <summary>Takes a box's account off the register: it may report nothing any more, for good.</summary>
    public byte[] RevokeBox(Name box) => Pack(new RevokeBox(box).ToAction(Contract, AsOperator));

    /// <summary>Removes the oldest rows from the contract's tables.</summary>
    public byte[] Prune(Name market, uint before, int rows) => Pack(new Prune(market, before, checked((uint)rows)).ToAction(Contract, AsOperator));

    static byte[] Pack(params IReadOnlyList<ContractAction> actions) => new Transaction { Actions = actions }.Pack();
}
