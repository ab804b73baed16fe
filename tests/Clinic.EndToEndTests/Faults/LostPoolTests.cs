using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Local;
using Clinic.Demo;
using OtpNet;
using Xunit;

namespace Clinic.EndToEndTests.Faults;

public sealed class LostPoolTests : IDisposable
{
    private readonly string state = Directory.CreateTempSubdirectory("clinic-e2e-").FullName;

    [Fact]
    public async Task A_pool_without_users_gets_everybody_back_at_their_right_login_and_nobody_else()
    {
        string recovery, key;
        await using (var host = await StartAsync())
        {
            using var http = ApiClient.Connect(host.BaseAddress);
            var nobody = new ApiClient(http);
            foreach (var account in DemoAccounts.All)
                (await nobody.PostAsync("/auth/login", Login(account))).Is(200);
            var admin = await SignInAsync(nobody, DemoAccounts.Admin);
            key = (await admin.PostAsync("/auth/api-keys", new JsonObject { ["name"] = "Clave", ["scopes"] = new JsonArray("clinic/self") })).Is(201).Value("key")!;
            (await nobody.PostAsync("/auth/token?api_key=" + key, null)).Is(200);
            recovery = await EnrolAsync(await SignInAsync(nobody, DemoAccounts.Thanatologist2));
            (await nobody.PostAsync("/auth/login", Login(DemoAccounts.Thanatologist2))).Is(200);
        }

        File.Delete(Assert.Single(Directory.GetFiles(state, "users.jsonl", SearchOption.AllDirectories)));

        await using (var host = await StartAsync())
        {
            using var http = ApiClient.Connect(host.BaseAddress);
            var nobody = new ApiClient(http);
            (await nobody.PostAsync("/auth/login", Bodies.Login(DemoAccounts.Admin.Email, "wrong"))).IsProblem(401);
            (await nobody.PostAsync("/auth/login", Bodies.Login(Bodies.Email(), DemoAccounts.Password))).IsProblem(401);

            (await nobody.PostAsync("/auth/login", Login(DemoAccounts.Admin))).Is(200);
            var salt = (await nobody.PostAsync("/auth/salt", new JsonObject { ["email"] = DemoAccounts.Thanatologist.Email })).Is(200).Value("salt");
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DemoAccounts.Password + salt)));
            (await nobody.PostAsync("/auth/login", new JsonObject { ["email"] = DemoAccounts.Thanatologist.Email, ["passwordHash"] = digest })).Is(200);
            (await nobody.PostAsync("/auth/authenticate", Login(DemoAccounts.Patient))).Is(200);

            var session = (await nobody.PostAsync("/auth/login", Login(DemoAccounts.Thanatologist2))).Is(200).Value("session");
            (await nobody.PostAsync("/auth/mfa", new JsonObject { ["session"] = session, ["code"] = recovery })).Is(200);

            (await nobody.PostAsync("/auth/password/forgot", new JsonObject { ["email"] = DemoAccounts.Support.Email })).Is(202);
            var reset = new JsonObject { ["email"] = DemoAccounts.Support.Email, ["code"] = await new Mailbox(http).CodeAsync(DemoAccounts.Support.Email), ["newPassword"] = "otra-tinta-verde" };
            (await nobody.PostAsync("/auth/password/reset", reset)).Is(204);
            (await nobody.PostAsync("/auth/login", Bodies.Login(DemoAccounts.Support.Email, "otra-tinta-verde"))).Is(200);

            (await nobody.PostAsync("/auth/token?api_key=" + key, null)).Is(200);
        }
    }

    public void Dispose() => Directory.Delete(state, recursive: true);

    private static JsonObject Login(DemoAccount account) => Bodies.Login(account.Email, DemoAccounts.Password);

    private static Task<ApiClient> SignInAsync(ApiClient nobody, DemoAccount account) => nobody.SignInAsync(account.Email, DemoAccounts.Password);

    /// <summary>A recovery code of the second factor that is set up.</summary>
    private static async Task<string> EnrolAsync(ApiClient client)
    {
        var secret = (await client.PostAsync("/auth/mfa/enrol", new JsonObject { ["currentPassword"] = DemoAccounts.Password })).Is(200).Value("secret")!;
        var code = new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime);
        return (await client.PostAsync("/auth/mfa/confirm", new JsonObject { ["code"] = code })).Is(200).Json["recoveryCodes"]![0]!.GetValue<string>();
    }

    private Task<LocalHost> StartAsync() => LocalHost.StartAsync(new LocalHostOptions { Port = 0, StateDirectory = state, Seeding = Seeding.Accounts });
}
