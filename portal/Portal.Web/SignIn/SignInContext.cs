using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;

namespace LocalEnergyMarket.Portal.Web.SignIn;

/// <summary>The schema <c>portal</c>: who may sign in with which passkey, and nothing else. Its tables are made by <see cref="SignInSchema"/>.</summary>
sealed class SignInContext(DbContextOptions<SignInContext> options) : IdentityUserContext<PortalUser>(options)
{
    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<ProtectionKey> ProtectionKeys => Set<ProtectionKey>();

    /// <summary>For programs without the portal's services.</summary>
    public static SignInContext Open(string database) => new(new DbContextOptionsBuilder<SignInContext>()
        .UseNpgsql(database)
        .UseApplicationServiceProvider(new ServiceCollection().Configure<IdentityOptions>(ChooseSchema).BuildServiceProvider())
        .Options);

    /// <summary>The tables with passkeys; the base class asks the application's services which it is to map.</summary>
    public static void ChooseSchema(IdentityOptions identity) => identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasDefaultSchema(SignInSchema.Name);
        builder.Entity<PortalUser>().ToTable("users");
        builder.Entity<IdentityUserClaim<string>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<string>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<string>>().ToTable("user_tokens");
        builder.Entity<IdentityUserPasskey<string>>().ToTable("user_passkeys").OwnsOne(passkey => passkey.Data).ToJson("data");
        builder.Entity<Invitation>().ToTable("invitations").HasKey(invitation => invitation.CodeHash);
        builder.Entity<ProtectionKey>().ToTable("protection_keys").HasKey(key => key.Name);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Conventions.Add(_ => new SnakeCaseColumns());
    }
}

/// <summary>Columns are called as SQL calls them.</summary>
sealed class SnakeCaseColumns : IModelFinalizingConvention
{
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        foreach (var property in modelBuilder.Metadata.GetEntityTypes().Where(type => !type.IsOwned()).SelectMany(type => type.GetDeclaredProperties()))
        {
            property.Builder.HasColumnName(SnakeCase(property.Name));
        }
    }

    static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
