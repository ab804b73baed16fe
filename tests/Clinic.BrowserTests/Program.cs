using Clinic.BrowserTests;
using Clinic.Local;
using Microsoft.Playwright;

// Run before any test does: gets the browser and starts it once, or says in one line, which the build reports, why it cannot.
var browser = new BrowserFixture(Console.WriteLine);
try
{
    await browser.InitializeAsync();
    return 0;
}
catch (Exception e) when (e is SetupException or PlaywrightException)
{
    Console.Error.WriteLine($"Clinic.BrowserTests : error : {e.Message.ReplaceLineEndings(" ")}");
    return 1;
}
finally
{
    await browser.DisposeAsync();
}
