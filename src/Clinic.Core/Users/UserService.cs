using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Text;

namespace Clinic.Core.Users;

/// <summary>Staff and patients: who may see and change them, and what each change writes.</summary>
public sealed class UserService(
    DynamoUserStore store, DynamoAppointments appointments, NameDirectory names, Invitations invitations, DynamoAuditStore audit, Contention contention, TimeProvider time)
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
            throw new ForbiddenException(ProblemCode.StaffByAdmin);
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
        var slice = await store.ListAsync(query.GroupsFor(caller), query.Status, query.Status is not null && caller.IsThanatologist ? caller.UserId : null, query.Prefix, page, withAlerts: caller.Has(Scope.CareRead) && query.Role is null or Role.Patient);
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
            var (saved, left) = await SaveAsync(caller, before, after, AuditAction.UserChanged);
            return await ShowAsync(caller, saved) with { FutureAppointments = left };
        });

    /// <summary>Login stops; the record, the sessions and the appointments stay. Deactivating twice changes nothing more.</summary>
    /// <returns>The appointments that the user leaves behind; null when there are none.</returns>
    public Task<DeactivatedView?> DeactivateAsync(Caller caller, string id, VersionCondition ifMatch) => contention.RetryAsync(async () =>
    {
        var before = await FindAsync(caller, id);
        if (!caller.IsAdmin)
            throw new ForbiddenException(ProblemCode.StatusByAdmin);
        ifMatch.Check(before.Version);
        var after = before with { Status = UserStatus.Inactive };
        CheckPrivileged(caller, before, after);
        var (_, left) = await SaveAsync(caller, before, after, AuditAction.UserDeactivated);
        return left is null ? null : new DeactivatedView(left);
    });

    internal async Task<User> FindAsync(Caller caller, string id) =>
        await store.FindAsync(id) is { } user && caller.Sees(user) ? user : throw new NotFoundException();

    /// <summary>Writes the change of a user as the next version, or nothing when nothing differs.</summary>
    /// <returns>The user as they are now, and the appointments that the change leaves behind; null for none.</returns>
    internal async Task<(User Saved, IReadOnlyList<FutureAppointment>? Left)> SaveAsync(Caller caller, User before, User after, string action)
    {
        var fields = UserDifference.Fields(before, after);
        if (fields.Count == 0)
            return (before, null);
        var now = time.GetUtcNow();
        var changed = after with { Version = before.Version + 1, UpdatedAt = now };
        var credential = before.Data.Email is null ? await CredentialAsync(changed, null) : null;
        var (agenda, left) = LeavesAppointments(before, after) ? await LeftAsync(after) : (null, []);
        var entry = AuditEntry.Of(caller, before.Id, action, now, fields) with { Appointments = [.. left.Select(appointment => appointment.Id)] };
        await store.ChangeAsync(caller, before, changed, credential, agenda, entry);
        return (changed, left.Count == 0 ? null : left);
    }

    /// <summary>Whether somebody is deactivated who may have appointments, or a record is closed or given to somebody else.</summary>
    private static bool LeavesAppointments(User before, User after) =>
        (after.Status is UserStatus.Inactive && before.Status is UserStatus.Active && after.Role is Role.Thanatologist or Role.Patient)
        || (before.Record is { IsOpen: true } record && (after.Record is { IsOpen: false } || after.Record!.ThanatologistId != record.ThanatologistId));

    /// <summary>An open record that has a new thanatologist leaves behind the appointments with others.</summary>
    private async Task<(PersonAgenda? Agenda, IReadOnlyList<FutureAppointment> Left)> LeftAsync(User after)
    {
        var (agenda, ahead) = await appointments.FindFutureAsync(after.Id);
        return (agenda, after is { Status: UserStatus.Active, Record: { IsOpen: true, ThanatologistId: var ofRecord } } ? [.. ahead.Where(appointment => appointment.ThanatologistId != ofRecord)] : ahead);
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
            throw new InvalidInputException("id", FieldCode.ReadOnly, Phrases.ReadOnly);
        if (edit.Role is not null && edit.Role != user.Role)
            throw new InvalidInputException("role", FieldCode.ReadOnly, Phrases.ReadOnly);
    }

    /// <summary>Only admins change a status, and nobody their own, so that an admin always remains. Owners do not change their own email.</summary>
    private static void CheckPrivileged(Caller caller, User before, User after)
    {
        if (after.Status != before.Status && !caller.IsAdmin)
            throw new ForbiddenException(ProblemCode.StatusByAdmin);
        if (after.Status != before.Status && caller.ActorId == before.Id)
            throw new ConflictException(ProblemCode.OwnAccount);
        if (after.Data.Email != before.Data.Email && caller.Is(before.Id) && !caller.IsAdmin)
            throw new ForbiddenException(ProblemCode.OwnEmail);
    }
}
