using Microsoft.EntityFrameworkCore;

namespace LocalEnergyMarket.Portal.Web.SignIn;

/// <summary>Issues invitations and takes them in.</summary>
sealed class Invitations(SignInContext context, TimeProvider time)
{
    /// <summary>An invitation for a name. The same name is the same account.</summary>
    public async Task<(string Code, DateTimeOffset ExpiresAt)> IssueAsync(string name, TimeSpan validity, CancellationToken cancellation)
    {
        var code = InvitationCode.Create();
        var now = time.GetUtcNow();
        var known = await context.Invitations.Where(invitation => invitation.Name == name).Select(invitation => invitation.UserId)
            .FirstOrDefaultAsync(cancellation);
        context.Invitations.Add(new()
        {
            CodeHash = InvitationCode.Hash(code),
            Name = name,
            UserId = known ?? Guid.CreateVersion7(now).ToString(),
            CreatedAt = now,
            ExpiresAt = now + validity,
        });
        await context.SaveChangesAsync(cancellation);
        return (code, now + validity);
    }

    /// <summary>The invitation with this code, or null if there is none, it was used, or its time is over.</summary>
    public Task<Invitation?> FindAsync(string code, CancellationToken cancellation) =>
        Valid(code).AsNoTracking().SingleOrDefaultAsync(cancellation);

    /// <summary>Uses it up, within the caller's transaction. False if another was faster.</summary>
    public async Task<bool> UseAsync(string code, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return await Valid(code).ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.UsedAt, now), cancellation) == 1;
    }

    IQueryable<Invitation> Valid(string code)
    {
        var (hash, now) = (InvitationCode.Hash(code), time.GetUtcNow());
        return context.Invitations.Where(invitation => invitation.CodeHash == hash && invitation.UsedAt == null && invitation.ExpiresAt > now);
    }
}
