namespace LocalEnergyMarket.Backend.Anchoring.Outbox;

/// <summary>The queues of the outbox: each keeps its order, none waits for another. A queue is signed for by one authority.</summary>
public static class OutboxQueues
{
    /// <summary>Accounts of boxes and anchors: signed by the market operator.</summary>
    public const string Operator = "operator";

    /// <summary>send_data events: signed by the trigger authority.</summary>
    public const string Trigger = "trigger";

    /// <summary>Reports, each signed by its box; a box's reports keep their order.</summary>
    public static string OfBox(string account) => "box:" + account;
}
