using Clinic.Core.Accounts;
using Clinic.Core.Security;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Users;

/// <summary>The rules of POST /users.</summary>
public sealed class NewUserRules : MasterDataRules<NewUser>
{
    public NewUserRules(TimeProvider time) : base(time)
    {
        RuleFor(user => user.Role).NotNull().WithMessage("is required");
        When(user => user.Password is not null, () =>
        {
            RuleFor(user => user.Password).NewPassword();
            RuleFor(user => user.Password).Must((user, password) => PasswordRules.IsNotEmail(password, user.Email)).WithMessage(PasswordRules.IsEmailMessage);
            RuleFor(user => user.Email).NotNull().WithMessage("is required with a password");
        });
        RuleFor(user => user.Record).Null().When(user => user.Role is not null and not Role.Patient).WithMessage("is for patients only");
        RuleFor(user => user.Record!).SetValidator(new NewRecordRules()).When(user => user.Record is not null);
    }
}

/// <summary>The rules of a new patient's record; who the thanatologist is depends on the caller.</summary>
public sealed class NewRecordRules : AbstractValidator<NewRecord>
{
    public NewRecordRules()
    {
        RuleFor(record => record.ThanatologistId).OptionalId();
        RuleFor(record => record.Ekr).ClinicalText();
    }
}

/// <summary>The rules of a user as PUT or a merged PATCH leaves them.</summary>
public sealed class UserEditRules(TimeProvider time) : MasterDataRules<UserEdit>(time);

/// <summary>The rules of PUT /users/{id}/record.</summary>
public sealed class RecordEditRules : AbstractValidator<RecordEdit>
{
    public RecordEditRules()
    {
        RuleFor(record => record.IsOpen).NotNull().WithMessage("is required: true or false");
        RuleFor(record => record.ThanatologistId).OptionalId();
        RuleFor(record => record.Ekr).ClinicalText();
    }
}
