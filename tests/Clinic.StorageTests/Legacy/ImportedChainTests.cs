using Clinic.Core.Sessions;
using Clinic.Ingestion;
using Xunit;

namespace Clinic.StorageTests.Legacy;

/// <summary>What an import brings has no signature, and what is in a chain keeps its number whatever is imported later.</summary>
public sealed class ImportedChainTests : IAsyncLifetime
{
    private readonly string[] staff = [.. new OldClinic(1).Rows[LegacyTable.Staff]];
    private readonly string patient = LegacyId.Patient("1");
    private ImportBench bench = null!;

    public async Task InitializeAsync() => bench = await ImportBench.StartAsync(stepRows: 20);

    public async Task DisposeAsync() => await bench.DisposeAsync();

    [Fact]
    public async Task Sessions_in_the_chain_keep_their_numbers_when_earlier_ones_are_imported()
    {
        await bench.ImportAsync("staff.csv", LegacyTable.Staff, staff);
        await bench.ImportAsync("p.csv", LegacyTable.Patients, "1,Gómez,,Rosa,Mujer,,,5512345678,1984-03-21,,,,06700,,,,");
        await bench.ImportAsync("r.csv", LegacyTable.Records, "10,Refiere duelo.,1,1,t");
        await bench.ImportAsync("s.csv", LegacyTable.Sessions, Row(100, 5, "2024-05-16"), Row(101, 7, "2024-05-17"));
        Assert.Equal(new ChainView(0, 0, true, null, 3), await VerifyAsync());

        Assert.Equal((2, 0, null), await bench.Services.ChainRepair.AdoptAsync(null, "repair"));
        await bench.ImportAsync("s2.csv", LegacyTable.Sessions, Row(102, 6, "2024-01-02"), Row(103, 1, "2024-01-01"));

        Assert.Equal(new ChainView(2, 0, true, null, 5), await VerifyAsync());
        Assert.Equal(["100", "101", "103", "102"], await LegacyIdsAsync());
        Assert.Equal((2, 0, null), await bench.Services.ChainRepair.AdoptAsync(null, "again"));
        Assert.Equal(new ChainView(4, 0, true, null, 1), await VerifyAsync());
    }

    private static string Row(int id, int number, string date) => $"{id},Diálogo,Reiki,{number},Habla.,{date},Servicios Holísticos,Duelo,0,10,";

    private Task<ChainView> VerifyAsync() => bench.Services.Chains.VerifyAsync(bench.Services.Admin, patient);

    private async Task<IEnumerable<string?>> LegacyIdsAsync() =>
        (await Task.WhenAll(Enumerable.Range(1, 4).Select(number => bench.Services.SessionStore.FindAsync(patient, number)))).Select(session => session!.LegacyId);
}
