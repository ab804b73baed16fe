using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

[Collection(TheClinic.Name)]
public sealed class MeTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Me_is_the_user_with_scopes()
    {
        var me = (await clinic.Patient.GetAsync("/auth/me")).Is(200);
        var self = (await clinic.Patient.GetAsync($"/users/{DemoAccounts.Patient.Id}")).Is(200);

        Assert.Equal(self.ETag.Split('-')[0], me.ETag.Split('-')[0]);
        Assert.True(JsonNode.DeepEquals(self.Json, me.Json.Without("scopes")), me.Text);
    }

    [Fact]
    public async Task Me_of_a_thanatologist_is_complete_although_colleagues_see_the_name_only()
    {
        var me = (await clinic.Thanatologist.GetAsync("/auth/me")).Is(200);

        Assert.Equal(DemoAccounts.Thanatologist.Email, me.Value("email"));
        Assert.Equal("active", me.Value("status"));
    }
}
