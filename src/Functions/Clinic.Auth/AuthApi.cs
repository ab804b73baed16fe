using Clinic.Core.Accounts;
using Clinic.Core.Http;
using Clinic.Core.Security;

namespace Clinic.Auth;

/// <summary>Signing in and out, passwords, and who the caller is.</summary>
public sealed class AuthApi(LoginService logins, PasswordService passwords, ProfileService profiles)
{
    public static IReadOnlyList<Route<AuthApi>> Routes { get; } =
    [
        new("POST", "/auth/salt", [], (api, request) => api.SaltAsync(request))
        {
            Summary = "Look up the salt for the two-step login",
            Remarks = "An email that nobody has gets a made-up salt, always the same.",
            Body = typeof(SaltRequest), Answer = typeof(SaltView),
        },
        new("POST", "/auth/login", [], (api, request) => api.LoginAsync(request))
        {
            Summary = "Sign in",
            Remarks = "With the password, or with passwordHash: hex SHA-256 of password followed by salt. Five failures lock the account for 15 minutes, doubling to at most 24 hours.",
            Body = typeof(LoginRequest), Answer = typeof(TokensView), Refusals = [401],
        },
        new("POST", "/auth/refresh", [], (api, request) => api.RefreshAsync(request))
        {
            Summary = "Get a new access token", Body = typeof(RefreshRequest), Answer = typeof(TokensView), Refusals = [401],
        },
        new("POST", "/auth/password/forgot", [], (api, request) => api.ForgotAsync(request))
        {
            Summary = "Ask for a reset code by mail",
            Remarks = "Answers 202 whether the email is known or not. The code works once, within 15 minutes; at most one is sent a minute.",
            Body = typeof(ForgotPassword), Status = 202,
        },
        new("POST", "/auth/password/reset", [], (api, request) => api.ResetAsync(request))
        {
            Summary = "Choose a new password with a code from a reset or invitation mail",
            Remarks = "Clears a lock and ends every session of the account.",
            Body = typeof(PasswordReset), Status = 204,
        },
        new("POST", "/auth/logout", [Scope.Self], (api, request) => api.LogoutAsync(request))
        {
            Summary = "Sign out: the refresh token no longer works", Body = typeof(LogoutRequest), Status = 204,
        },
        new("PUT", "/auth/password", [Scope.Self], (api, request) => api.ChangePasswordAsync(request))
        {
            Summary = "Change one's password",
            Remarks = "Ends every session of the account. A wrong current password counts as a failed login.",
            Body = typeof(PasswordChange), Status = 204, Refusals = [404, 409],
        },
        new("GET", "/auth/me", [Scope.Self], (api, request) => api.MeAsync(request))
        {
            Summary = "Who the caller is and what their token allows", Answer = typeof(MeView), Versioned = true, Refusals = [404],
        },
    ];

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<SaltRules> saltRules = new();
    private readonly Lazy<LoginRules> loginRules = new();
    private readonly Lazy<RefreshRules> refreshRules = new();
    private readonly Lazy<LogoutRules> logoutRules = new();
    private readonly Lazy<ForgotPasswordRules> forgotRules = new();
    private readonly Lazy<PasswordResetRules> resetRules = new();
    private readonly Lazy<PasswordChangeRules> changeRules = new();

    private async Task<Response> SaltAsync(Request request) => Response.Ok(await logins.SaltAsync(request.Body(saltRules.Value)));

    private async Task<Response> LoginAsync(Request request) => Response.Ok(await logins.LoginAsync(request.Body(loginRules.Value)));

    private async Task<Response> RefreshAsync(Request request) => Response.Ok(await logins.RefreshAsync(request.Body(refreshRules.Value)));

    private async Task<Response> ForgotAsync(Request request)
    {
        await passwords.ForgotAsync(request.Body(forgotRules.Value));
        return Response.Accepted;
    }

    private async Task<Response> ResetAsync(Request request)
    {
        await passwords.ResetAsync(request.Caller, request.Body(resetRules.Value));
        return Response.NoContent;
    }

    private async Task<Response> LogoutAsync(Request request)
    {
        await logins.LogoutAsync(request.Body(logoutRules.Value));
        return Response.NoContent;
    }

    private async Task<Response> ChangePasswordAsync(Request request)
    {
        await passwords.ChangeAsync(request.Caller, request.Body(changeRules.Value));
        return Response.NoContent;
    }

    private async Task<Response> MeAsync(Request request)
    {
        var me = await profiles.GetAsync(request.Caller);
        return Response.Ok(me, me.Version);
    }
}
