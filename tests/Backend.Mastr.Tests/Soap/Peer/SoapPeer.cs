using System.Globalization;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Soap.Peer;

/// <summary>A call that the peer got.</summary>
sealed record PeerCall(int Number, string Operation, IReadOnlyList<(string Name, string Value)> Arguments)
{
    public IReadOnlyList<string> this[string name] => [.. Arguments.Where(argument => argument.Name == name).Select(argument => argument.Value)];
}

/// <summary>The register's web service for tests: it answers from a <see cref="World"/>, is strict with what it is asked, and misbehaves on order.</summary>
sealed class SoapPeer : IAsyncDisposable
{
    static readonly XNamespace Model = "https://www.marktstammdatenregister.de/Services/Public/1_2/Modelle";
    static readonly XNamespace Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
    static readonly XNamespace Soap12 = "http://www.w3.org/2003/05/soap-envelope";

    readonly WebApplication _app;
    readonly List<PeerCall> _calls = [];
    readonly Lock _gate = new();
    readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    SoapPeer(WebApplication app) => _app = app;

    public World World { get; } = new();

    /// <summary>What is done at a call; nothing by default.</summary>
    public Func<PeerCall, Misdeed> Misbehave { get; set; } = _ => Misdeed.None;

    /// <summary>Rows a page at the most, whatever is asked for.</summary>
    public int LargestPage { get; set; } = 2000;

    /// <summary>Is called before a call is answered, for a register that changes meanwhile.</summary>
    public Action<PeerCall> Meanwhile { get; set; } = _ => { };

    public Uri Endpoint { get; private set; } = new("http://localhost");

    public IReadOnlyList<PeerCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public static async Task<SoapPeer> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        var peer = new SoapPeer(app);
        app.Run(peer.ServeAsync);
        await app.StartAsync(cancellation);
        peer.Endpoint = new Uri(new Uri(app.Urls.Single()), "/MaStRApi/Api.svc/");
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        _stopped.TrySetResult();
        await _app.DisposeAsync();
    }

    async Task ServeAsync(HttpContext context)
    {
        var envelope = await XDocument.LoadAsync(context.Request.Body, LoadOptions.None, context.RequestAborted);
        var soap = envelope.Root!.Name.Namespace;
        var wrapper = envelope.Root.Element(soap + "Body")!.Elements().Single();
        var operation = wrapper.Name.LocalName[..^"Request".Length];
        PeerCall call;
        lock (_gate)
        {
            call = new(_calls.Count + 1, operation, [.. wrapper.Elements().Select(element => (element.Name.LocalName, element.Value))]);
            _calls.Add(call);
        }

        Meanwhile(call);
        var misdeed = Misbehave(call);
        lock (World.Gate)
        {
            World.Used++;
        }

        var answer = misdeed is Misdeed.None or Misdeed.ControlCharacters or Misdeed.Drop or Misdeed.Truncated or Misdeed.WrongEncoding ? Answer(context, soap, wrapper, call) : default;
        await Delivery.SendAsync(context, misdeed, answer, soap == Soap12, _stopped.Task);
    }

    (int Status, string Text) Answer(HttpContext context, XNamespace soap, XElement wrapper, PeerCall call)
    {
        if (PeerRules.Complaint(context.Request, soap == Soap12, wrapper) is { } complaint)
        {
            return (400, complaint);
        }

        if (call.Operation != "GetLokaleUhrzeit" && !IsKnown(call))
        {
            return (500, Samples.Text("40-fault-zugriff-verweigert.soap11"));
        }

        lock (World.Gate)
        {
            return Content(call) is { } content
                ? (200, Envelope(soap == Soap12 ? Soap12 : Soap11, wrapper, content))
                : (500, FaultOf(call));
        }
    }

    static bool IsKnown(PeerCall call) =>
        call["apiKey"] is [Samples.ApiKey] && (call.Operation is "GetListeKatalogkategorien" or "GetKatalogwerte" || call["marktakteurMastrNummer"] is [Samples.Actor]);

    string FaultOf(PeerCall call)
    {
        var number = call.Arguments[^1].Value;
        var unit = World.Units.GetValueOrDefault(number);
        var text = unit is { SystemStatus: "Geloescht" } ? "Die Einheit kann nicht abgerufen werden, die Einheit wurde gelöscht."
            : unit is { SystemStatus: "Deaktiviert" } ? "Die Einheit kann nicht abgerufen werden, die Einheit wurde deaktiviert."
            : call.Operation == "GetMarktakteur" ? "Der Marktakteur kann nicht abgerufen werden."
            : "Objekt nicht gefunden";
        return Samples.Text("42-fault-objekt-nicht-gefunden.soap11").Replace("Objekt nicht gefunden", text, StringComparison.Ordinal);
    }

    /// <summary>Code and data; null for a fault.</summary>
    (string Code, IReadOnlyList<XElement> Data)? Content(PeerCall call)
    {
        if (call.Operation == "GetLokaleUhrzeit")
        {
            return ("OK", [WorldAnswers.E("LokaleUhrzeit", World.Now)]);
        }

        if (call.Operation == "GetAktuellerStandTageskontingent")
        {
            return ("OK", [WorldAnswers.E("AktuellerStandTageskontingent", World.Used), WorldAnswers.E("AktuellesLimitTageskontingent", World.Limit)]);
        }

        if (WorldLists.Rows(World, call.Operation, name => call[name]) is { } rows)
        {
            var start = Number(call["startAb"], 1) - 1;
            var page = rows.Skip(start).Take(Math.Min(Number(call["limit"], LargestPage), LargestPage)).ToList();
            return (page.Count == 0 ? "KeineDatenVorhanden" : start + page.Count < rows.Count ? "OkWeitereDatenVorhanden" : "OK", page);
        }

        var unit = World.Units.GetValueOrDefault(call.Arguments[^1].Value);
        return unit is { SystemStatus: not "Aktiv" } || WorldAnswers.Object(World, call.Operation, call.Arguments[^1].Value) is not { } data ? null : ("OK", data);
    }

    static string Envelope(XNamespace soap, XElement wrapper, (string Code, IReadOnlyList<XElement> Data) content) =>
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>" + new XElement(
            soap + "Envelope",
            new XElement(
                soap + "Body",
                new XElement(
                    wrapper.Name.Namespace + wrapper.Name.LocalName.Replace("Request", "Response", StringComparison.Ordinal),
                    new XElement(Model + "Ergebniscode", content.Code),
                    new XElement(Model + "AufrufVeraltet", false),
                    new XElement(Model + "AufrufLebenszeitEnde", new XAttribute(XName.Get("nil", "http://www.w3.org/2001/XMLSchema-instance"), "true")),
                    new XElement(Model + "AufrufVersion", 1),
                    content.Data))).ToString(SaveOptions.DisableFormatting);

    static int Number(IReadOnlyList<string> text, int otherwise) => text.Count == 0 ? otherwise : int.Parse(text[0], CultureInfo.InvariantCulture);
}
