using Amazon.DynamoDBv2.Model;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Users;

/// <summary>Users as items of the users table.</summary>
internal static class UserItems
{
    public static Item Key(string id) => new Item().Text("id", id);

    public static Item Write(User user)
    {
        var data = user.Data;
        var item = Key(user.Id)
            .Text("role", user.Role.Name())
            .Text("status", user.Status.Name())
            .Text("title", data.Title)
            .Text("firstName", data.FirstName)
            .Text("firstLastName", data.FirstLastName is "" ? null : data.FirstLastName) // nobody knows it yet of who made their own account
            .Text("secondLastName", data.SecondLastName)
            .Text("email", data.Email)
            .Flag("hasUnprovenEmail", user.HasUnprovenEmail ? true : null)
            .Text("phone", data.Phone)
            .Text("cellphone", data.Cellphone)
            .Map("address", data.Address is { } address ? Write(address) : null)
            .Text("specialty", data.Specialty)
            .Text("gender", data.Gender)
            .Text("maritalStatus", data.MaritalStatus)
            .Date("birthDate", data.BirthDate)
            .Text("birthPlace", data.BirthPlace)
            .Text("occupation", data.Occupation)
            .Text("religion", data.Religion)
            .List("children", data.Children, Write)
            .Text("childrenNote", data.ChildrenNote)
            .Number("version", user.Version)
            .Time("createdAt", user.CreatedAt)
            .Time("updatedAt", user.UpdatedAt)
            .Time("lastLoginAt", user.LastLoginAt)
            .Text("listing", UserIndex.Listing(user.Role, user.Record?.IsOpen))
            .Text("sortName", user.SortName)
            .Text("searchNames", UserIndex.SearchNames(data.FirstName, data.FirstLastName, data.SecondLastName));
        return user.Record is { } record ? WriteRecord(item, record) : item;
    }

    public static User Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        RoleNames.Parse(item.Text("role"))!.Value,
        UserStatusNames.Parse(item.Text("status"))!.Value,
        ReadData(item),
        item.Number("version"),
        item.Time("createdAt"),
        item.Time("updatedAt"),
        item.TimeOrNull("lastLoginAt"),
        item.FlagOrNull("isOpen") is { } isOpen
            ? new PatientRecord(
                isOpen, item.Text("thanatologistId"), item.TextOrNull("ekr"), item.Number("sessionCount"), item.Time("openedAt"), item.TimeOrNull("closedAt"),
                item.TextOrNull("firstThanatologistId"))
            : null)
    {
        HasUnprovenEmail = item.Flag("hasUnprovenEmail"),
    };

    /// <summary>Reads what the lists' indexes hold.</summary>
    public static UserSummary ReadSummary(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        RoleNames.Parse(item.Text("role"))!.Value,
        UserStatusNames.Parse(item.Text("status")),
        item.TextOrNull("title"),
        item.Text("firstName"),
        item.TextOrNull("firstLastName") ?? "",
        item.TextOrNull("secondLastName"),
        item.TextOrNull("email"),
        item.DateOrNull("birthDate"),
        item.FlagOrNull("isOpen") is { } isOpen ? new RecordSummary(isOpen, item.Text("thanatologistId")) : null);

    /// <summary>What makes another item of a user's; the folded names with it always, as they may have been folded otherwise when they were written.</summary>
    public static Expression Difference(User before, Item after)
    {
        var stored = Write(before);
        stored.Attributes.Remove("sortName");
        stored.Attributes.Remove("searchNames");
        return ItemDifference.Between(stored, after);
    }

    /// <summary>The names that a search looks at, as they are folded now.</summary>
    public static string SearchNames(IReadOnlyDictionary<string, AttributeValue> item) =>
        UserIndex.SearchNames(item.TextOrNull("firstName"), item.TextOrNull("firstLastName"), item.TextOrNull("secondLastName"));

    private static Item WriteRecord(Item item, PatientRecord record) => item
        .Flag("isOpen", record.IsOpen)
        .Text("thanatologistId", record.ThanatologistId)
        .Text("ekr", record.Ekr)
        .Number("sessionCount", record.SessionCount)
        .Time("openedAt", record.OpenedAt)
        .Time("closedAt", record.ClosedAt)
        .Text("firstThanatologistId", record.FirstThanatologistId)
        .Text("assignment", UserIndex.Assignment(record.ThanatologistId, record.IsOpen));

    private static MasterData ReadData(IReadOnlyDictionary<string, AttributeValue> item) => new()
    {
        Title = item.TextOrNull("title"),
        FirstName = item.Text("firstName"),
        FirstLastName = item.TextOrNull("firstLastName") ?? "",
        SecondLastName = item.TextOrNull("secondLastName"),
        Email = item.TextOrNull("email"),
        Phone = item.TextOrNull("phone"),
        Cellphone = item.TextOrNull("cellphone"),
        Address = item.MapOrNull("address") is { } address ? ReadAddress(address) : null,
        Specialty = item.TextOrNull("specialty"),
        Gender = item.TextOrNull("gender"),
        MaritalStatus = item.TextOrNull("maritalStatus"),
        BirthDate = item.DateOrNull("birthDate"),
        BirthPlace = item.TextOrNull("birthPlace"),
        Occupation = item.TextOrNull("occupation"),
        Religion = item.TextOrNull("religion"),
        Children = item.ListOrNull("children", ReadChild),
        ChildrenNote = item.TextOrNull("childrenNote"),
    };

    private static Item Write(Address address) => new Item()
        .Text("street", address.Street)
        .Text("number", address.Number)
        .Text("neighborhood", address.Neighborhood)
        .Text("zipCode", address.ZipCode)
        .Text("city", address.City)
        .Text("state", address.State);

    private static Address ReadAddress(IReadOnlyDictionary<string, AttributeValue> map) => new(
        map.TextOrNull("street"), map.TextOrNull("number"), map.TextOrNull("neighborhood"), map.TextOrNull("zipCode"), map.TextOrNull("city"), map.TextOrNull("state"));

    private static Item Write(Child child) => new Item()
        .Text("firstName", child.FirstName)
        .Text("firstLastName", child.FirstLastName)
        .Text("secondLastName", child.SecondLastName)
        .Date("birthDate", child.BirthDate)
        .Text("gender", child.Gender);

    private static Child ReadChild(IReadOnlyDictionary<string, AttributeValue> map) => new(
        map.TextOrNull("firstName"), map.TextOrNull("firstLastName"), map.TextOrNull("secondLastName"), map.DateOrNull("birthDate"), map.TextOrNull("gender"));
}
