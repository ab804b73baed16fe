using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Users;

/// <summary>Staff and patients: who may see and change them, and what each change writes.</summary>
public sealed class UserService(
    DynamoUserStore store, NameDirectory names, Invitations invitations, DynamoAuditStore audit, Contention contention, TimeProvider time)
{
    private readonly Lazy<UserEditRules> editRules = new(() => new UserEditRules(time));

    /// <exception cref="ForbiddenException">Only an admin creates staff.</exception>
    /// <exception cref="ConflictException">The email is taken.</exception>
    public Task<UserView> AddAsync(Caller caller, NewUser input, ResponseToStore<UserView> response) =>
        AddAsync(caller, Identifier.New(time), input, response);

    internal async Task<UserView> AddAsync(Caller caller, string id, NewUser input, ResponseToStore<UserView> response)
    {
        var role = input.Role!.Value;
        if (role is not Role.Patient && !caller.IsAdmin)
            throw new ForbiddenException("Staff may be created by an administrator only.");
        var now = time.GetUtcNow();
        var user = new User(
            id, role, UserStatus.Active, input.Normalized(), 1, now, now, null, role is Role.Patient ? PatientRecord.First(caller, input.Record?.ThanatologistId, "record.thanatologistId", input.Record?.Ekr, now) : null);
        var credential = await CredentialAsync(user, input.Password);
        var name = user.Record is { } record ? await names.NameOfAsync(record.ThanatologistId) : null;
        var view = caller.View(user, name);
        var entry = AuditEntry.Of(caller, user.Id, AuditAction.UserCreated, now);
        return await contention.RetryAsync(async () =>
        {
            await store.AddAsync(caller, user, credential, entry, response.For(view));
            return view;
        });
    }

    /// <exception cref="NotFoundException">There is no such user, or the caller may not see them.</exception>
    public async Task<UserView> GetAsync(Caller caller, string id) => await ShowAsync(caller, await FindAsync(caller, id));

    public async Task<Slice<UserSummary>> ListAsync(Caller caller, UserQuery query, Page page)
    {
        var slice = await store.ListAsync(query.GroupsFor(caller), query.Status, query.Status is not null && caller.IsThanatologist ? caller.UserId : null, query.Prefix, page);
        return slice.Select(caller.View);
    }

    /// <summary>The audit trail of a user, newest first.</summary>
    /// <exception cref="NotFoundException">There is no such user, or the caller may not see them.</exception>
    public async Task<Slice<AuditView>> ListAuditAsync(Caller caller, string id, Page page)
    {
        await FindAsync(caller, id);
        var entries = await audit.ListAsync(id, page);
        var byName = await names.NamesOfAsync(entries.Items.Select(entry => entry.ById).OfType<string>());
        return entries.Select(entry => AuditView.Of(entry, entry.ById is { } byId ? byName[byId] : null));
    }

    /// <summary>Applies an edit to a user's master data and status; an edit that changes nothing writes nothing.</summary>
    /// <param name="ownDataToo">Whether the route is one on which users edit themselves.</param>
    /// <exception cref="InvalidInputException">The edited user breaks a rule.</exception>
    /// <exception cref="StaleVersionException">The user is no longer of the version that the caller has seen.</exception>
    public Task<UserView> ChangeAsync(Caller caller, string id, VersionCondition ifMatch, bool ownDataToo, Func<UserEdit, UserEdit> edit) =>
        contention.RetryAsync(async () =>
        {
            var before = await FindAsync(caller, id);
            caller.CheckMayEdit(before, ownDataToo);
            ifMatch.Check(before.Version);
            var edited = edit(new UserEdit(before));
            CheckFixed(before, edited);
            edited = edited with { Role = before.Role, Status = edited.Status ?? before.Status };
            Validation.Check(editRules.Value, edited, new UserEdit(before));
            var data = edited.Normalized();
            var after = before with { Data = data, Status = edited.Status!.Value, HasUnprovenEmail = before.HasUnprovenEmail && data.Email == before.Data.Email };
            CheckPrivileged(caller, before, after);
            return await ShowAsync(caller, await SaveAsync(caller, before, after, AuditAction.UserChanged));
        });

    /// <summary>Login stops; the record and the sessions stay. Deactivating twice changes nothing more.</summary>
    public Task<bool> DeactivateAsync(Caller caller, string id, VersionCondition ifMatch) => contention.RetryAsync(async () =>
    {
        var before = await FindAsync(caller, id);
        if (!caller.IsAdmin)
            throw new ForbiddenException("Users may be deactivated by an administrator only.");
        ifMatch.Check(before.Version);
        var after = before with { Status = UserStatus.Inactive };
        CheckPrivileged(caller, before, after);
        await SaveAsync(caller, before, after, AuditAction.UserDeactivated);
        return true;
    });

    internal async Task<User> FindAsync(Caller caller, string id) =>
        await store.FindAsync(id) is { } user && caller.Sees(user) ? user : throw new NotFoundException();

    /// <summary>Writes the change of a user as the next version, or nothing when nothing differs.</summary>
    internal async Task<User> SaveAsync(Caller caller, User before, User after, string action)
    {
        var fields = UserDifference.Fields(before, after);
        if (fields.Count == 0)
            return before;
        var now = time.GetUtcNow();
        var changed = after with { Version = before.Version + 1, UpdatedAt = now };
        var credential = before.Data.Email is null ? await CredentialAsync(changed, null) : null;
        await store.ChangeAsync(caller, before, changed, credential, AuditEntry.Of(caller, before.Id, action, now, fields));
        return changed;
    }

    /// <summary>
    /// What the caller is shown of a stored user, whatever the route. Clinical text in it is audited as a read before it is shown. The
    /// response to POST /users is not a read: it repeats what was sent.
    /// </summary>
    internal async Task<UserView> ShowAsync(Caller caller, User user)
    {
        var view = caller.View(user, user.Record is { } record ? await names.NameOfAsync(record.ThanatologistId) : null);
        if (view.Record?.Ekr is not null)
            await audit.AddReadAsync(AuditEntry.Of(caller, user.Id, AuditAction.RecordRead, time.GetUtcNow(), "ekr"));
        return view;
    }

    /// <summary>An account with an email signs in with the given password, or is invited to choose one.</summary>
    private async Task<NewCredential?> CredentialAsync(User user, string? password) => (user.Data.Email, password) switch
    {
        (null, _) => null,
        (_, not null) => NewCredential.WithPassword(password),
        _ => NewCredential.Invited(await invitations.NewAsync(user)),
    };

    private static void CheckFixed(User user, UserEdit edit)
    {
        if (edit.Id is not null && edit.Id != user.Id)
            throw new InvalidInputException("id", "cannot be changed");
        if (edit.Role is not null && edit.Role != user.Role)
            throw new InvalidInputException("role", "cannot be changed");
    }

    /// <summary>Only admins change a status, and nobody their own, so that an admin always remains. Owners do not change their own email.</summary>
    private static void CheckPrivileged(Caller caller, User before, User after)
    {
        if (after.Status != before.Status && !caller.IsAdmin)
            throw new ForbiddenException("The status may be changed by an administrator only.");
        if (after.Status != before.Status && caller.ActorId == before.Id)
            throw new ConflictException("You cannot deactivate your own account.");
        if (after.Data.Email != before.Data.Email && caller.Is(before.Id) && !caller.IsAdmin)
            throw new ForbiddenException("You cannot change your own email: ask the clinic.");
    }
}
