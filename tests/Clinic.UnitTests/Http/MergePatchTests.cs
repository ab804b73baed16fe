using System.Text;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Xunit;

namespace Clinic.UnitTests.Http;

/// <summary>RFC 7396, its appendix's cases as far as the contract's shape has them.</summary>
public sealed class MergePatchTests
{
    private static readonly UserEdit Rosa = new()
    {
        Id = "1",
        Role = Role.Patient,
        Status = UserStatus.Active,
        FirstName = "Rosa",
        FirstLastName = "Gómez",
        Phone = "5512345678",
        Address = new Address("Reforma", "1", ZipCode: "06600"),
        Children = [new Child("Ana"), new Child("Eva", Gender: "Mujer")],
    };

    [Fact]
    public void An_empty_patch_changes_nothing() => Assert.Equivalent(Rosa, Patch("{}"));

    [Fact]
    public void A_value_replaces_a_value() => Assert.Equal("Luz", Patch("""{"firstName":"Luz"}""").FirstName);

    [Fact]
    public void A_value_is_added() => Assert.Equal("Católica", Patch("""{"religion":"Católica"}""").Religion);

    [Fact]
    public void Null_removes_a_value() => Assert.Null(Patch("""{"phone":null}""").Phone);

    [Fact]
    public void Null_for_what_is_not_there_changes_nothing() => Assert.Equivalent(Rosa, Patch("""{"religion":null}"""));

    [Fact]
    public void Several_changes_are_one_patch()
    {
        var patched = Patch("""{"firstName":"Luz","phone":null,"cellphone":"5587654321"}""");

        Assert.Equivalent(Rosa with { FirstName = "Luz", Phone = null, Cellphone = "5587654321" }, patched);
    }

    [Fact]
    public void An_object_is_merged_member_by_member() =>
        Assert.Equal(new Address("Juárez", "1", ZipCode: "06600"), Patch("""{"address":{"street":"Juárez"}}""").Address);

    [Fact]
    public void Null_inside_an_object_removes_that_member_alone() =>
        Assert.Equal(new Address("Reforma", null, ZipCode: "06600"), Patch("""{"address":{"number":null}}""").Address);

    [Fact]
    public void An_object_is_removed_as_a_whole() => Assert.Null(Patch("""{"address":null}""").Address);

    [Fact]
    public void An_object_appears_where_there_was_none() =>
        Assert.Equal(new Address("Juárez"), Patch("""{"address":{"street":"Juárez","number":null}}""", Rosa with { Address = null }).Address);

    [Fact]
    public void Null_for_a_flag_removes_it() =>
        Assert.Equal(new Reminders(Sms: true), Patch("""{"reminders":{"mail":null}}""", Rosa with { Reminders = new Reminders(false, true) }).Reminders);

    [Fact]
    public void An_array_is_replaced_and_never_merged() =>
        Assert.Equal([new Child("Luis")], Patch("""{"children":[{"firstName":"Luis"}]}""").Children!);

    [Fact]
    public void An_array_is_emptied() => Assert.Empty(Patch("""{"children":[]}""").Children!);

    [Theory]
    [InlineData("""{"nickname":null}""", "nickname")]
    [InlineData("""{"nickname":"Rosi"}""", "nickname")]
    [InlineData("""{"address":{"planet":null}}""", "address.planet")]
    [InlineData("""{"firstName":7}""", "firstName")]
    [InlineData("""{"firstName":"a","firstName":"b"}""", "firstName")]
    [InlineData("""{"version":7}""", "version")]
    [InlineData("""{"record":{"isOpen":false}}""", "record")]
    [InlineData("""[{"op":"remove","path":"/phone"}]""", "body")]
    [InlineData("null", "body")]
    [InlineData("", "body")]
    public void A_patch_has_to_have_the_contracts_shape(string patch, string field) =>
        Assert.Equal(field, Assert.Single(Assert.Throws<InvalidInputException>(() => Patch(patch)).Errors).Key);

    [Fact]
    public void The_user_that_is_patched_stays_as_it_was()
    {
        Patch("""{"address":{"street":"Juárez"}}""");

        Assert.Equal("Reforma", Rosa.Address!.Street);
    }

    private static UserEdit Patch(string patch, UserEdit? current = null) => RequestBody.Merge(current ?? Rosa, Encoding.UTF8.GetBytes(patch));
}
