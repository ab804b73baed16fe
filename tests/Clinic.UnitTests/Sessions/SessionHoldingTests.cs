using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Sessions;

public sealed class SessionHoldingTests
{
    private static readonly Caller Own = A.Caller(Role.Thanatologist);
    private static readonly Caller Colleague = A.Caller(Role.Thanatologist);
    private static readonly Caller Admin = A.Caller(Role.Admin);
    private static readonly Caller Service = A.Service(Scope.SessionsWrite);
    private static readonly User Open = A.Patient().Of(Own.UserId!).Build();
    private static readonly User Closed = A.Patient().Of(Own.UserId!).Closed().Build();
    private static readonly NewSession Plain = A.NewSession(Open.Id);
    private static readonly NewSession Substitute = Plain with { Substitute = true, Reason = "Vacaciones" };

    [Fact]
    public void A_thanatologist_holds_their_own_patients_sessions()
    {
        Assert.Equal(new SessionHolding(Own.UserId!, false), SessionHolding.Of(Own, Open, Plain));
        Assert.Equal(new SessionHolding(Own.UserId!, false), SessionHolding.Of(Own, Open, Plain with { Substitute = false }));
    }

    [Fact]
    public void A_colleague_substitutes_with_a_reason() =>
        Assert.Equal(new SessionHolding(Colleague.UserId!, true), SessionHolding.Of(Colleague, Open, Substitute));

    [Fact]
    public void An_admin_always_substitutes()
    {
        Assert.Equal(new SessionHolding(Admin.UserId!, true), SessionHolding.Of(Admin, Open, Substitute));
        Assert.Equal(new SessionHolding(Admin.UserId!, true), SessionHolding.Of(Admin, Open, Plain with { Reason = "Urgencia" }));
    }

    [Fact]
    public void What_a_service_writes_is_the_records_thanatologists() =>
        Assert.Equal(new SessionHolding(Own.UserId!, false), SessionHolding.Of(Service, Open, Plain));

    public static TheoryData<string, Caller, User?, NewSession, Type> Refused => new()
    {
        { "no such patient", Admin, null, Plain, typeof(NotFoundException) },
        { "staff are no patients", Admin, A.Staff().Build(), Plain, typeof(NotFoundException) },
        { "a patient without a record, thanatologist", Own, Open with { Record = null }, Plain, typeof(NotFoundException) },
        { "a patient without a record, admin", Admin, Open with { Record = null }, Substitute, typeof(ConflictException) },
        { "a patient without a record, service", Service, Open with { Record = null }, Plain, typeof(ConflictException) },
        { "colleague without substitute", Colleague, Open, Plain, typeof(NotFoundException) },
        { "colleague without substitute, closed", Colleague, Closed, Plain, typeof(NotFoundException) },
        { "colleague with substitute false", Colleague, Open, Substitute with { Substitute = false }, typeof(NotFoundException) },
        { "colleague without a reason", Colleague, Open, Substitute with { Reason = null }, typeof(InvalidInputException) },
        { "colleague with a blank reason", Colleague, Open, Substitute with { Reason = "  " }, typeof(InvalidInputException) },
        { "admin without a reason", Admin, Open, Plain, typeof(InvalidInputException) },
        { "own patient as a substitute", Own, Open, Substitute, typeof(InvalidInputException) },
        { "own patient as a substitute without a reason", Own, Open, Plain with { Substitute = true }, typeof(InvalidInputException) },
        { "own patient with a reason", Own, Open, Plain with { Reason = "x" }, typeof(InvalidInputException) },
        { "service as a substitute", Service, Open, Substitute, typeof(InvalidInputException) },
        { "own patient, closed", Own, Closed, Plain, typeof(ConflictException) },
        { "colleague, closed", Colleague, Closed, Substitute, typeof(ConflictException) },
        { "admin, closed", Admin, Closed, Substitute, typeof(ConflictException) },
        { "service, closed", Service, Closed, Plain, typeof(ConflictException) },
        { "colleague, closed, without a reason", Colleague, Closed, Substitute with { Reason = null }, typeof(ConflictException) },
        { "admin, closed, without a reason", Admin, Closed, Plain, typeof(ConflictException) },
        { "own patient as a substitute, closed", Own, Closed, Substitute, typeof(ConflictException) },
        { "own patient with a reason, closed", Own, Closed, Plain with { Reason = "x" }, typeof(ConflictException) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Everything_else_is_refused(string because, Caller caller, User? patient, NewSession session, Type refusal)
    {
        var actual = Record.Exception(() => SessionHolding.Of(caller, patient, session))?.GetType();

        Assert.True(refusal == actual, $"{because}: {actual}");
    }
}
