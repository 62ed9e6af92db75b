using System.Security.Cryptography;
using System.Text;
using LocalEnergyMarket.Backend.Attestation;
using LocalEnergyMarket.Backend.Attestation.Credentials;
using LocalEnergyMarket.Backend.Attestation.Enrollment;
using LocalEnergyMarket.Backend.Registry.Boxes;
using LocalEnergyMarket.Backend.Store;
using LocalEnergyMarket.Backend.Store.Sessions;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Backend.Registry.Enrollment;

/// <summary>Takes boxes into the register: a one-time code from the supplier, and the proof that the key lives in a genuine TPM.</summary>
public sealed class EnrollmentDesk(IDocumentStore store, EnrollmentVerifier verifier, TimeProvider time)
{
    static readonly TimeSpan CodeLife = TimeSpan.FromDays(14);
    static readonly TimeSpan EnrollmentLife = TimeSpan.FromMinutes(10);

    /// <summary>A fresh code; it is shown once and kept only as a hash.</summary>
    /// <param name="label">What people call the box.</param>
    /// <param name="replaces">The box whose place the new one takes; null for a box of its own.</param>
    /// <param name="by">Who issues it: the box's history names it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RegistryException">The label is none, or there is no box to be replaced, or it was revoked.</exception>
    public async Task<(string Code, DateTimeOffset ValidUntil)> IssueCodeAsync(string label, Guid? replaces, Actor by, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(label) || label.Length > 100)
        {
            throw new RegistryException(RegistryError.LabelInvalid, "", "The box needs a label of 1 to 100 characters, for example where it hangs.");
        }

        var code = EnrollmentCode.Create().Value;
        var issued = new IssuedCode(IdOf(code), label.Trim(), time.GetUtcNow() + CodeLife, null, replaces, by);
        await using var session = store.LightweightSession();
        if (replaces is { } id)
        {
            CheckReplaceable(await session.LoadAsync<Box>(id, cancellation), id);
        }

        session.Insert(issued);
        await session.SaveChangesAsync(cancellation);
        return (code, issued.ValidUntil);
    }

    /// <summary>The first half: the box's keys are checked, and a credential is made that only its TPM can open.</summary>
    /// <returns>The enrolment, the credential, and the box whose place the code is for.</returns>
    /// <exception cref="AttestationException">The keys, the certificate or the signature are not right.</exception>
    /// <exception cref="RegistryException">The code is unknown, used or expired, or the TPM is of a revoked box, or is another box.</exception>
    public async Task<(Guid EnrollmentId, Credential Credential, Guid? Replaces)> BeginAsync(EnrollmentRequest request, CancellationToken cancellation)
    {
        var secret = RandomNumberGenerator.GetBytes(EnrollmentVerifier.SecretSize);

        // The code first: whoever has none must not make the backend check certificates.
        await using var session = store.LightweightSession();
        var code = EnrollmentCode.TryParse(request.Code, out var typed) ? await FindCodeAsync(session, IdOf(typed.Value), cancellation) : throw UnknownCode();
        var attested = await AttestAsync(session, code, request, secret, cancellation);
        await CheckNotRevokedAsync(session, attested.EndorsementFingerprint.ToArray(), cancellation);
        await CheckNotTakenAsync(session, attested.EndorsementFingerprint.ToArray(), code, cancellation);
        var pending = new PendingEnrollment(
            Guid.NewGuid(),
            code.Id,
            SHA256.HashData(secret),
            attested.PublicKey.ToArray(),
            attested.EndorsementFingerprint.ToArray(),
            attested.Model.Manufacturer,
            attested.Model.Model,
            attested.Model.Version,
            time.GetUtcNow() + EnrollmentLife);
        session.Insert(pending);
        await session.SaveChangesAsync(cancellation);
        return (pending.Id, attested.Credential, code.Replaces);
    }

    /// <summary>A code that was used answers as an unknown one, except to the TPM that used it: its box may have lost the answer, by a power cut.</summary>
    async Task<AttestedBox> AttestAsync(IDocumentSession session, IssuedCode code, EnrollmentRequest request, byte[] secret, CancellationToken cancellation)
    {
        if (code.UsedBy is not { } user)
        {
            return verifier.Begin(request, secret);
        }

        try
        {
            var attested = verifier.Begin(request, secret);
            return await session.LoadAsync<Box>(user, cancellation) is { } box && box.PublicKey.AsSpan().SequenceEqual(attested.PublicKey.Span) ? attested : throw UnknownCode();
        }
        catch (AttestationException)
        {
            throw UnknownCode();
        }
    }

    /// <summary>The second half: the secret came back, the box is registered and the code is used up.</summary>
    /// <param name="enrollmentId">From the first half.</param>
    /// <param name="secret">What the TPM took out of the credential.</param>
    /// <param name="enlist">Writes more in the same transaction: the box's account on the chain.</param>
    /// <param name="cancellation">Ends the wait; the enrolment may then be repeated.</param>
    /// <exception cref="AttestationException">The secret is wrong.</exception>
    /// <returns>The box; the one from before if the same TPM enrols with the same code again.</returns>
    /// <exception cref="RegistryException">The enrolment is unknown or expired, or its code was used, or its TPM revoked, meanwhile.</exception>
    public async Task<Box> CompleteAsync(
        Guid enrollmentId, ReadOnlyMemory<byte> secret, Action<IDocumentSession, Box> enlist, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var pending = await session.LoadAsync<PendingEnrollment>(enrollmentId, cancellation);
        if (pending is null || pending.ValidUntil < time.GetUtcNow())
        {
            throw new RegistryException(RegistryError.EnrollmentUnknown, "", "This enrolment is unknown or older than ten minutes: begin again with the code.");
        }

        EnrollmentVerifier.Complete(pending.SecretHash, SHA256.HashData(secret.Span));
        var code = await FindCodeAsync(session, pending.CodeId, cancellation);
        await CheckNotRevokedAsync(session, pending.EndorsementFingerprint, cancellation);
        await CheckNotTakenAsync(session, pending.EndorsementFingerprint, code, cancellation);

        if (code.UsedBy is { } user)
        {
            // The same TPM again: what it was told before.
            return await session.LoadAsync<Box>(user, cancellation) is { } known && known.PublicKey.AsSpan().SequenceEqual(pending.PublicKey)
                ? known
                : throw new RegistryException(RegistryError.EnrollmentCodeUsed, "", "The code was used meanwhile: ask the supplier for a new one.");
        }

        return code.Replaces is { } replaced
            ? await ReplaceAsync(session, pending, code, replaced, enlist, cancellation)
            : await EnrolAsync(session, pending, code, enlist, cancellation);
    }

    async Task<Box> EnrolAsync(IDocumentSession session, PendingEnrollment pending, IssuedCode code, Action<IDocumentSession, Box> enlist, CancellationToken cancellation)
    {
        // The stream's id is made of the code's: whoever uses it twice, or twice at once, gets one box.
        var enrolled = new BoxEnrolled(
            code.Label, pending.PublicKey, NewChainAccount(), pending.EndorsementFingerprint, pending.TpmManufacturer, pending.TpmModel, pending.TpmVersion, code.IssuedBy);
        var box = new Box(StreamKey.For("box", code.Id), code.Label, pending.PublicKey, enrolled.ChainAccount, time.GetUtcNow(), false, []);
        session.Events.StartStream<Box>(box.Id, enrolled);
        session.Insert(new EnrolledTpm(RevokedTpm.IdOf(pending.EndorsementFingerprint), box.Id));
        session.Store(code with { UsedBy = box.Id });
        session.Delete<PendingEnrollment>(pending.Id);
        enlist(session, box);
        try
        {
            await session.SaveChangesAsync(cancellation);
        }
        catch (StoreException e) when (e is ExistingStreamIdCollisionException or DocumentAlreadyExistsException)
        {
            // The same TPM's try before, of which it never heard, may have come through at this moment.
            await using var now = store.QuerySession();
            return await now.LoadAsync<Box>(box.Id, cancellation) is { } known && known.PublicKey.AsSpan().SequenceEqual(pending.PublicKey)
                ? known
                : throw (e is DocumentAlreadyExistsException
                    ? Taken("another box")
                    : new RegistryException(RegistryError.EnrollmentCodeUsed, "", "The code was used meanwhile: ask the supplier for a new one."));
        }

        return box;
    }

    /// <summary>The box's stream goes on with the new key; who completes two such enrolments at once is told to try again.</summary>
    async Task<Box> ReplaceAsync(
        IDocumentSession session, PendingEnrollment pending, IssuedCode code, Guid replaced, Action<IDocumentSession, Box> enlist, CancellationToken cancellation)
    {
        var stream = await session.Events.FetchForWriting<Box>(replaced, cancellation);
        var old = CheckReplaceable(stream.Aggregate, replaced);
        if (old.FormerKeys?.Any(key => key.AsSpan().SequenceEqual(pending.PublicKey)) == true)
        {
            throw new RegistryException(
                RegistryError.SigningKeyUsed, "", "This TPM's signing key was the box's before and is not taken again: make another ('lem-provision reset', then 'init').");
        }

        var exchange = new BoxReplaced(
            code.Label, pending.PublicKey, pending.EndorsementFingerprint, pending.TpmManufacturer, pending.TpmModel, pending.TpmVersion, code.IssuedBy);
        stream.AppendOne(exchange);
        var tpm = new EnrolledTpm(RevokedTpm.IdOf(pending.EndorsementFingerprint), old.Id);
        session.Store(tpm);
        foreach (var before in (await session.Query<EnrolledTpm>().Containing(new { box = old.Id }).ToListAsync(cancellation)).Where(before => before.Id != tpm.Id))
        {
            // The TPM that was taken out may become another box.
            session.Delete<EnrolledTpm>(before.Id);
        }

        session.Store(code with { UsedBy = old.Id });
        session.Delete<PendingEnrollment>(pending.Id);
        var box = old.With(exchange, time.GetUtcNow());
        enlist(session, box);
        await session.SaveChangesAsync(cancellation);
        return box;
    }

    static Box CheckReplaceable(Box? box, Guid id) => box switch
    {
        null => throw new RegistryException(RegistryError.BoxUnknown, $"{id}", $"There is no box {id} to be replaced."),
        { Revoked: true } => throw new RegistryException(
            RegistryError.BoxRevoked, $"{id}", $"The box '{box.Label}' was revoked ({box.RevocationReason}): enrol another as a box of its own, and link its meters anew."),
        _ => box,
    };

    static async Task CheckNotRevokedAsync(IDocumentSession session, byte[] endorsementFingerprint, CancellationToken cancellation)
    {
        if (await session.LoadAsync<RevokedTpm>(RevokedTpm.IdOf(endorsementFingerprint), cancellation) is not null)
        {
            throw new RegistryException(RegistryError.TpmRevoked, "", "This TPM belonged to a box that was revoked; it is not trusted again. Take another device.");
        }
    }

    /// <summary>A TPM that is one box already is not taken as another: only as the box that a code names, or as the one that its own code made.</summary>
    static async Task CheckNotTakenAsync(IDocumentSession session, byte[] endorsementFingerprint, IssuedCode code, CancellationToken cancellation)
    {
        if (await session.LoadAsync<EnrolledTpm>(RevokedTpm.IdOf(endorsementFingerprint), cancellation) is { } taken && taken.Box != code.Replaces && taken.Box != code.UsedBy)
        {
            throw Taken($"the box {taken.Box}");
        }
    }

    static RegistryException Taken(string box) => new(
        RegistryError.TpmTaken, "", $"This TPM is {box} already, and one TPM is one box. Ask the supplier for a code for the exchange of that box, which may then get other meters; or take another device.");

    async Task<IssuedCode> FindCodeAsync(IDocumentSession session, string id, CancellationToken cancellation)
    {
        var code = await session.LoadAsync<IssuedCode>(id, cancellation);
        return code is not null && code.ValidUntil >= time.GetUtcNow()
            ? code
            : throw UnknownCode();
    }

    static RegistryException UnknownCode() => new(RegistryError.EnrollmentCodeUnknown, "", "The code is unknown, used or expired: check it, or ask the supplier for a new one.");

    static string IdOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(code)));

    /// <summary>An EOSIO name nobody can read anything from.</summary>
    static string NewChainAccount() => "box" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz12345", 9);
}
