using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Users;

public sealed class UserDifferenceTests
{
    private static readonly User Rosa = A.Patient().With(data => data with { Address = new Address("Reforma", "1"), Children = [new Child("Ana"), new Child("Eva")], Phone = "5512345678" }).Build();

    [Fact]
    public void A_copy_differs_in_nothing() =>
        Assert.Empty(UserDifference.Fields(Rosa, Rosa with { Data = Rosa.Data with { Address = new Address("Reforma", "1"), Children = [new Child("Ana"), new Child("Eva")] } }));

    [Fact]
    public void Changed_added_and_removed_fields_are_named_and_what_follows_from_them_is_not()
    {
        var after = Rosa with { Data = Rosa.Data with { FirstLastName = "Zea", Phone = null, Religion = "Ninguna" } };

        Assert.Equal(["firstLastName", "phone", "religion"], UserDifference.Fields(Rosa, after));
    }

    [Fact]
    public void The_order_and_number_of_children_matter()
    {
        Assert.Equal(["children"], UserDifference.Fields(Rosa, Rosa with { Data = Rosa.Data with { Children = [new Child("Eva"), new Child("Ana")] } }));
        Assert.Equal(["children"], UserDifference.Fields(Rosa, Rosa with { Data = Rosa.Data with { Children = [new Child("Ana")] } }));
        Assert.Equal(["children"], UserDifference.Fields(Rosa, Rosa with { Data = Rosa.Data with { Children = null } }));
    }

    [Fact]
    public void Inside_an_object_every_member_counts() =>
        Assert.Equal(["address"], UserDifference.Fields(Rosa, Rosa with { Data = Rosa.Data with { Address = new Address("Reforma", null, "Centro") } }));

    [Fact]
    public void A_records_change_is_named()
    {
        var closed = Rosa with { Record = Rosa.Record! with { IsOpen = false, ClosedAt = A.Moment, ThanatologistId = A.Id() } };

        Assert.Equal(["isOpen", "thanatologistId"], UserDifference.Fields(Rosa, closed));
    }

    [Fact]
    public void A_user_is_read_back_from_the_item_as_they_were_written()
    {
        var full = Rosa with { Data = Rosa.Data with { Reminders = new Reminders(false, true), EmergencyContact = new EmergencyContact("Ana López", "Hija", "5511223344") }, Record = Rosa.Record! with { Ekr = "texto", IsOpen = false, ClosedAt = A.Moment }, LastLoginAt = A.Moment };

        Assert.Equivalent(full, UserItems.Read(UserItems.Write(full).Attributes), strict: true);
    }
}
