using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Clinic.Rollups;

/// <summary>Verifies or rebuilds the reports' rollups: invoked by hand with <c>{"mode":"verify"}</c> or <c>{"mode":"rebuild"}</c>.</summary>
internal sealed partial class RollupsHandler(RollupRepair repair, ILogger logger)
{
    public Task<RollupOutcome> HandleAsync(RollupRequest? request) => request?.Mode is RollupRepair.Verify or RollupRepair.Rebuild
        ? repair.RunAsync(request.Mode == RollupRepair.Rebuild, Log)
        : throw new FunctionFailedException($"mode must be {RollupRepair.Verify} or {RollupRepair.Rebuild}.");

    private void Log(RollupPass pass) => LogPass(logger, pass.Number, pass.Sessions, pass.Patients, pass.Rollups, pass.Different, pass.Moving);

    [LoggerMessage(5001, LogLevel.Information, "Pass {number}: {sessions} sessions, {records} records, {rollups} rollups, {different} different, {moving} being written")]
    private static partial void LogPass(ILogger logger, int number, int sessions, int records, int rollups, int different, int moving);
}

/// <summary>The worker's requests and responses, in the same JSON as the contracts.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(RollupRequest))]
[JsonSerializable(typeof(RollupOutcome))]
internal sealed partial class RollupsJson : JsonSerializerContext
{
    public static RollupsJson Contracts { get; } = new(new JsonSerializerOptions(ClinicJson.Contracts.Options));
}
