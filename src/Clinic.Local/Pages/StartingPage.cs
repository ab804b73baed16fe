namespace Clinic.Local.Pages;

/// <summary>What the first page is until there is a database to tell about.</summary>
internal static class StartingPage
{
    public static Html Render() => PageLayout.Render("Starting – Clinic", "/", Html.Of($"""
        <section class="hero">
          <p class="status starting" id="status" role="status">Starting</p>
          <h1>The local host is starting</h1>
          <p class="lead">DynamoDB Local comes up and the tables are made; the very first start also fetches DynamoDB Local.
            This page goes on by itself when everything is ready.</p>
        </section>
        """), "status.js");
}
