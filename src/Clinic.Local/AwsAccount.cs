using Clinic.Local.Identity;
using Clinic.Local.Lambda;
using Clinic.Local.Mail;
using Clinic.Local.Objects;
using Clinic.Local.Protocol;
using Clinic.Local.Secrets;
using Clinic.Local.Template;

namespace Clinic.Local;

/// <summary>The template's user pool, secrets, mails and objects on this machine; without a folder they live as long as the host.</summary>
internal sealed class AwsAccount : IDisposable
{
    private readonly SecretVault secrets;
    private readonly ObjectStore objects;
    private readonly TimeProvider time;

    public AwsAccount(ClinicTemplate template, LambdaService lambda, Action<string, StoredObject> announce, string? folder, TimeProvider time)
    {
        this.time = time;
        if (folder is not null)
            Directory.CreateDirectory(folder);
        Pool = UserPool.Open(
            Settings(template.UserPool ?? throw new SetupException("template.yaml has no user pool.")),
            async (function, payload, cancellation) =>
            {
                var answer = await lambda.InvokeAsync(function, payload, cancellation);
                return new TriggerAnswer(answer.Payload, answer.FunctionError);
            },
            folder,
            time);
        secrets = new SecretVault(template.Secrets, PhysicalIds.Region, PhysicalIds.AccountId, folder, time);
        Mails = new MailService(Mailbox, template.ConfigurationSets, time);
        objects = new ObjectStore(template.Buckets, folder is null ? null : Path.Combine(folder, "s3"), time);
        Objects = new S3Service(objects, announce, time);
    }

    public UserPool Pool { get; }

    public Mailbox Mailbox { get; } = new();

    public MailService Mails { get; }

    public S3Service Objects { get; }

    public AwsServices Services(ILogger<AwsServices> logger) => new(Pool, secrets, Mails, time, logger);

    public void Dispose() => objects.Dispose();

    private static UserPoolSettings Settings(UserPoolDefinition pool) => new(
        pool.Id,
        PhysicalIds.Region,
        pool.ClientId,
        pool.AccessTokenLife,
        pool.IdTokenLife,
        pool.RefreshTokenLife,
        new TriggerFunctions(
            pool.Triggers.GetValueOrDefault("PreSignUp"),
            pool.Triggers.GetValueOrDefault("DefineAuthChallenge"),
            pool.Triggers.GetValueOrDefault("CreateAuthChallenge"),
            pool.Triggers.GetValueOrDefault("VerifyAuthChallengeResponse"),
            pool.Triggers.GetValueOrDefault("PreTokenGeneration")))
    {
        MachineClient = pool.MachineClient,
        RotationGrace = pool.RotationGrace,
    };
}
