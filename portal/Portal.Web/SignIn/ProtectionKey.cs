using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace LocalEnergyMarket.Portal.Web.SignIn;

/// <summary>A key that cookies are sealed with, kept so that a restart or a second portal knows who is signed in.</summary>
sealed class ProtectionKey
{
    public required string Name { get; init; }

    public required string Xml { get; init; }
}

/// <summary>ASP.NET Core's data protection keys in the portal's schema.</summary>
sealed class ProtectionKeyTable(IServiceScopeFactory scopes) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<SignInContext>();
        return [.. context.ProtectionKeys.Select(key => key.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<SignInContext>();
        context.ProtectionKeys.Add(new() { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        context.SaveChanges();
    }
}
