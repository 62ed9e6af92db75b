using System.Net;
using System.Security.Cryptography.X509Certificates;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace LocalEnergyMarket.Portal.Web.Tests;

/// <summary>Somebody with a browser: cookies, a language, and a passkey.</summary>
sealed class Person : IDisposable
{
    readonly HttpClient _http;

    public Person(string origin, string authorityFile, string language)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(authorityFile);
        Passkey = new() { Origin = origin };
        _http = new(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = trust }, CookieContainer = Cookies })
        {
            BaseAddress = new(origin),
            DefaultRequestHeaders = { { "Accept-Language", language } },
        };
    }

    public CookieContainer Cookies { get; } = new();

    public SoftPasskey Passkey { get; }

    public async Task<PageView> GetAsync(string path) => await ViewAsync(await _http.GetAsync(new Uri(path, UriKind.Relative), Cancellation));

    /// <summary>Sends a form of a page, with its antiforgery token.</summary>
    public async Task<PageView> PostAsync(string path, string token, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        return await ViewAsync(await _http.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation));
    }

    /// <summary>Opens the page of an invitation, makes a passkey, and sends it.</summary>
    public async Task<PageView> RegisterAsync(string code)
    {
        var token = (await GetAsync("/register")).Token;
        var options = await PostAsync("/register?handler=Options", token, ("Code", code));
        return options.Status == HttpStatusCode.OK
            ? await PostAsync("/register", token, ("Code", code), ("Credential", Passkey.Create(options.Text)))
            : options;
    }

    public async Task<PageView> SignInAsync(string returnUrl = "/")
    {
        var token = (await GetAsync("/sign-in")).Token;
        var options = await PostAsync("/sign-in?handler=Options", token);
        return await PostAsync("/sign-in", token, ("ReturnUrl", returnUrl), ("Credential", Passkey.Get(options.Text)));
    }

    public async Task<PageView> SignOutAsync() => await PostAsync("/sign-out", (await GetAsync("/")).Token);

    public void Dispose()
    {
        _http.Dispose();
        Passkey.Dispose();
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static async Task<PageView> ViewAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        return new(response, text, new HtmlParser().ParseDocument(text));
    }
}

/// <summary>What came back, after redirections.</summary>
sealed record PageView(HttpResponseMessage Response, string Text, IHtmlDocument Document)
{
    public HttpStatusCode Status => Response.StatusCode;

    public string Path => Response.RequestMessage!.RequestUri!.PathAndQuery;

    /// <summary>What a person reads of the main part, with single spaces.</summary>
    public string Main => string.Join(' ', Document.QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace('\u00a0', ' ');

    public string Token => Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    public bool SignedIn => Document.QuerySelector("form[action='/sign-out']") is not null;
}
