namespace Clinic.Local.Pages;

/// <summary>The mails that SES would have sent. The page itself is still; its script fetches them.</summary>
internal static class MailboxPage
{
    public static Html Render() => PageLayout.Render("Mailbox – Clinic", "/mailbox", Html.Of($"""
        <div class="mailbox">
          <section class="list" aria-labelledby="mails">
            <h1 id="mails">Mailbox</h1>
            <p class="hint">What SES would have sent. Nothing leaves this machine, and a restart forgets it.</p>
            <label class="search">Recipient <input id="to" type="search" autocomplete="off" placeholder="all addresses"></label>
            <p id="count" role="status"></p>
            <ul id="list"></ul>
            <noscript><p>This page needs JavaScript. The same as JSON: <a href="/_local/mailbox">/_local/mailbox</a></p></noscript>
          </section>
          <article class="mail" id="mail" tabindex="-1" aria-live="polite" hidden>
            <h2 id="subject"></h2>
            <dl class="head"><dt>From</dt><dd id="from"></dd><dt>To</dt><dd id="recipients"></dd><dt>At</dt><dd id="at"></dd></dl>
            <div class="tabs" role="group" aria-label="Show as">
              <button type="button" id="show-text" aria-pressed="true">Text</button>
              <button type="button" id="show-html" aria-pressed="false">HTML</button>
            </div>
            <pre id="text" tabindex="0"></pre>
            <iframe id="html" title="The mail’s HTML" sandbox="" hidden></iframe>
          </article>
          <div class="empty" id="empty" hidden>
            <h2>No mail yet</h2>
            <p>Ask for a password code, and it arrives here:</p>
            <pre class="copy" tabindex="0"><code id="ask"></code></pre>
          </div>
        </div>
        """), "mailbox.js");
}
