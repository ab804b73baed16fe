using Clinic.Core.Users;
using Clinic.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.Users;

public sealed class NameDirectoryTests
{
    private readonly FakeTimeProvider clock = A.Clock();
    private readonly Dictionary<string, User> users = [];
    private readonly NameDirectory names;
    private int reads;

    public NameDirectoryTests() => names = new NameDirectory(id =>
    {
        reads++;
        return Task.FromResult(users.GetValueOrDefault(id));
    }, clock);

    [Fact]
    public async Task A_name_is_first_name_and_last_names()
    {
        users["1"] = A.Staff().Named("Itzel", "Muñoz", "Peña").Build();
        users["2"] = A.Staff().Named("Itzel", "Muñoz").Build();

        Assert.Equal(("Itzel Muñoz Peña", "Itzel Muñoz", null), (await names.NameOfAsync("1"), await names.NameOfAsync("2"), await names.NameOfAsync("3")));
    }

    [Fact]
    public async Task A_name_is_kept_for_a_minute()
    {
        users["1"] = A.Staff().Build();
        await names.NameOfAsync("1");
        users["1"] = A.Staff().Named("Itzel", "Zea").Build();

        Assert.Equal("Itzel Muñoz", await names.NameOfAsync("1"));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("Itzel Zea", await names.NameOfAsync("1"));
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task Many_names_are_read_once_each()
    {
        users["1"] = A.Staff().Build();

        var found = await names.NamesOfAsync(["1", "2", "1", "2"]);

        Assert.Equal([("1", "Itzel Muñoz"), ("2", null)], found.Select(entry => (entry.Key, entry.Value)).Order());
        Assert.Equal(2, reads);
    }
}
