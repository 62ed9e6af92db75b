using CallerRole = LocalEnergyMarket.Protos.V1.CallerRole;

namespace LocalEnergyMarket.Backend.Registry.Roles;

/// <summary>Who has a role.</summary>
public enum SubjectKind
{
    /// <summary>A caller of the backend, by its name in the access file.</summary>
    Caller,

    /// <summary>A person who signs in at the portal, by its name there.</summary>
    PortalUser,
}

/// <summary>Somebody has a role from now on, in place of the one before.</summary>
/// <param name="CustomerId">Which customer it is, in that role; otherwise empty.</param>
public sealed record RoleGranted(SubjectKind Kind, string Name, CallerRole Role, string CustomerId, string Reason, Actor? By = null) : IRecorded;

/// <summary>Somebody has no role any more.</summary>
public sealed record RoleRevoked(SubjectKind Kind, string Name, string Reason, Actor? By = null) : IRecorded;

/// <summary>What the access file says of a caller.</summary>
public sealed record FiledRole(CallerRole Role, string CustomerId);

/// <summary>Who has which role, as the events have it.</summary>
/// <param name="Role">Unspecified: it was taken.</param>
/// <param name="Filed">What the access file said when it was last taken over; null: the caller is not in it, or it is no caller.</param>
public sealed record SubjectRole(
    Guid Id, SubjectKind Kind, string Name, CallerRole Role, string CustomerId, DateTimeOffset Since, Actor? By, string Reason, FiledRole? Filed)
{
    public static SubjectRole Of(Guid id, RoleGranted granted, DateTimeOffset at, FiledRole? filed = null) => new(
        id, granted.Kind, granted.Name, granted.Role, granted.CustomerId, at, granted.By, granted.Reason,
        granted.By == Actor.Configuration ? new(granted.Role, granted.CustomerId) : filed);

    public SubjectRole With(RoleGranted granted, DateTimeOffset at) => Of(Id, granted, at, Filed);

    public SubjectRole With(RoleRevoked revoked, DateTimeOffset at) => this with
    {
        Role = CallerRole.Unspecified, CustomerId = "", Since = at, By = revoked.By, Reason = revoked.Reason, Filed = revoked.By == Actor.Configuration ? null : Filed,
    };
}
