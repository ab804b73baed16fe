using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mfa;
using Clinic.Core.Security;

namespace Clinic.Auth;

/// <summary>Signing in and out, passwords, second factors, who the caller is, and keys for machine clients.</summary>
public sealed class AuthApi(
    LoginService logins,
    RegistrationService registrations,
    PasswordService passwords,
    MfaService secondFactors,
    ProfileService profiles,
    ApiKeyService apiKeys,
    IntrospectionService introspection,
    TimeProvider time)
{
    public static IReadOnlyList<Route<AuthApi>> Routes { get; } =
    [
        new("POST", "/auth/salt", [], (api, request) => api.SaltAsync(request))
        {
            Summary = "Look up the salt for the two-step login",
            Remarks = "An email that nobody has gets a made-up salt, always the same.",
            Body = typeof(SaltRequest), Response = typeof(SaltView),
        },
        new("POST", "/auth/login", [], (api, request) => api.LoginAsync(request))
        {
            Summary = "Sign in",
            Remarks = "With the password, or with passwordHash: hex SHA-256 of the password, in Unicode's normalization form C (NFC), followed by the salt, in UTF-8. Five failures lock the account for 15 minutes, doubling to at most 24 hours.",
            Body = typeof(LoginRequest), Response = typeof(TokensView), OtherResponses = [(200, typeof(ChallengeView))], Refusals = [ProblemCode.WrongCredentials, ProblemCode.Locked], Limit = LoginGuard.Limit,
        },
        new("POST", "/auth/authenticate", [], (api, request) => api.AuthenticateAsync(request))
        {
            Summary = "Sign in, or up first",
            Remarks = "As login. Where the clinic allows self-registration, an email that nobody has becomes a patient's account, and the answer is 201.",
            Body = typeof(Credentials), Response = typeof(TokensView), OtherResponses = [(200, typeof(ChallengeView)), (201, typeof(TokensView))], Refusals = [ProblemCode.WrongCredentials, ProblemCode.Locked], Limit = LoginGuard.Limit,
        },
        new("POST", "/auth/mfa", [], (api, request) => api.FinishLoginAsync(request))
        {
            Summary = "Finish a login with the second factor",
            Remarks = "For a login that was answered with a challenge. A session is good for one try, a code for one use; wrong codes count as failed logins.",
            Body = typeof(MfaLogin), Response = typeof(TokensView), Refusals = [ProblemCode.WrongSecondFactor, ProblemCode.Locked],
        },
        new("POST", "/auth/refresh", [], (api, request) => api.RefreshAsync(request))
        {
            Summary = "Get new tokens",
            Remarks = "The answer's refresh token takes the place of the one that was sent, which works for 60 more seconds, in case the answer is lost. Sent after that, it ends the whole sign-in.",
            Body = typeof(RefreshRequest), Response = typeof(TokensView), Refusals = [ProblemCode.RefreshTokenEnded],
        },
        new("POST", "/auth/token", [], (api, request) => api.TokenAsync(request))
        {
            Summary = "Exchange an API key for an access token",
            Remarks = "The key comes in the header X-Api-Key, the query parameter api_key or the cookie api_key: in exactly one of them. The token has the key's scopes and no user.",
            Response = typeof(ServiceTokenView), Refusals = [ProblemCode.InvalidApiKey, ProblemCode.ApiKeyPaused], Limit = ApiKeyService.Limit,
            Query = [QueryParameter.Text("api_key", "The key, for clients that can send no header.", 200)],
        },
        new("POST", "/auth/password/forgot", [], (api, request) => api.ForgotAsync(request))
        {
            Summary = "Ask for a reset code by mail",
            Remarks = "Answers 202 whether the email is known or not. The code works once, within 15 minutes. At most five are mailed in 24 hours, the second a minute after the first, and the pauses double.",
            Body = typeof(ForgotPassword), Status = 202,
        },
        new("POST", "/auth/password/reset", [], (api, request) => api.ResetAsync(request))
        {
            Summary = "Choose a new password with a code from a reset or invitation mail",
            Remarks = "Clears a lock and ends every session of the account. Tries are counted by email, whether it is known or not: after ten they pause, and 20 in 24 hours are all. Neither they nor another code that is asked for end an invitation.",
            Body = typeof(PasswordReset), Status = 204, Refusals = [ProblemCode.TooManyCodes], Limit = AccountCodes.Limit,
        },
        new("POST", "/auth/logout", [Scope.Self], (api, request) => api.LogoutAsync(request))
        {
            Summary = "Sign out: the refresh token no longer works", Body = typeof(LogoutRequest), Status = 204,
        },
        new("PUT", "/auth/password", [Scope.Self], (api, request) => api.ChangePasswordAsync(request))
        {
            Summary = "Change one's password",
            Remarks = "Ends every session of the account. A wrong current password counts as a failed login.",
            Body = typeof(PasswordChange), Status = 204, Refusals = [ProblemCode.NoUser, ProblemCode.AccountChanged, ProblemCode.Locked],
        },
        new("POST", "/auth/mfa/enrol", [Scope.Self], (api, request) => api.EnrolAsync(request))
        {
            Summary = "Begin to set up a second factor",
            Remarks = "For staff. A wrong current password counts as a failed login. The secret is in this answer and nowhere else; a code of it has to confirm it within 15 minutes (TOTP, RFC 6238).",
            Body = typeof(NewSecondFactor), Response = typeof(MfaEnrolment), Refusals = [ProblemCode.SecondFactorForStaff, ProblemCode.NoUser, ProblemCode.SecondFactorExists, ProblemCode.Locked],
        },
        new("POST", "/auth/mfa/confirm", [Scope.Self], (api, request) => api.ConfirmAsync(request))
        {
            Summary = "Turn the second factor on with its first code",
            Remarks = "Ends every session of the account: the next login asks for a code. Answers ten recovery codes, each good for one login without the authenticator.",
            Body = typeof(MfaCode), Response = typeof(RecoveryCodesView), Refusals = [ProblemCode.NoUser, ProblemCode.SecondFactorNotBegun, ProblemCode.AccountChanged, ProblemCode.Locked],
        },
        new("DELETE", "/auth/mfa", [Scope.Self], (api, request) => api.RemoveAsync(request))
        {
            Summary = "Turn the second factor off",
            Remarks = "With a code of the authenticator or a recovery code. An admin may not where the clinic requires one.",
            Body = typeof(MfaCode), Status = 204, Refusals = [ProblemCode.NoUser, ProblemCode.NoSecondFactor, ProblemCode.SecondFactorRequired, ProblemCode.AccountChanged, ProblemCode.Locked],
        },
        new("GET", "/auth/me", [Scope.Self], (api, request) => api.MeAsync(request))
        {
            Summary = "Who the caller is and what their token allows", Response = typeof(MeView), Versioned = true, Refusals = [ProblemCode.NoUser],
        },
        new("POST", "/auth/introspect", [Scope.Self], (api, request) => api.IntrospectAsync(request))
        {
            Summary = "Ask whether an access token is good",
            Remarks = "Signature, issuer, expiry and kind, and that its user is active and has not changed the password since, or its API key still valid (RFC 7662).",
            Body = typeof(IntrospectionRequest), Response = typeof(IntrospectionView),
        },
        new("POST", "/auth/api-keys", [Scope.Admin], (api, request) => api.AddKeyAsync(request))
        {
            Summary = "Make an API key",
            Remarks = "The key is in this answer and nowhere else. Its scopes are some of the caller's own. It ends with the right of whoever makes it: when their account is deactivated, and where a key makes it, with that key.",
            Body = typeof(NewApiKey), Response = typeof(CreatedApiKey), Status = 201, Creates = true, Refusals = [ProblemCode.InactiveAccount, ProblemCode.ApiKeyEnded],
        },
        new("GET", "/auth/api-keys", [Scope.Admin], (api, request) => api.ListKeysAsync(request))
        {
            Summary = "List the API keys, newest first", Response = typeof(ListView<ApiKeyView>), Query = [QueryParameter.Limit, QueryParameter.NextToken],
        },
        new("DELETE", "/auth/api-keys/{id}", [Scope.Admin], (api, request) => api.DeleteKeyAsync(request))
        {
            Summary = "Delete an API key",
            Remarks = "It gets no token any more; tokens that it has got end within their own life.",
            Status = 204, Refusals = [ProblemCode.InactiveAccount, ProblemCode.NotFound],
        },
    ];

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<SaltRules> saltRules = new();
    private readonly Lazy<LoginRules> loginRules = new();
    private readonly Lazy<CredentialsRules> credentialsRules = new();
    private readonly Lazy<MfaLoginRules> mfaLoginRules = new();
    private readonly Lazy<NewSecondFactorRules> enrolmentRules = new();
    private readonly Lazy<MfaCodeRules> mfaCodeRules = new();
    private readonly Lazy<RefreshRules> refreshRules = new();
    private readonly Lazy<LogoutRules> logoutRules = new();
    private readonly Lazy<ForgotPasswordRules> forgotRules = new();
    private readonly Lazy<PasswordResetRules> resetRules = new();
    private readonly Lazy<PasswordChangeRules> changeRules = new();
    private readonly Lazy<IntrospectionRules> introspectionRules = new();
    private readonly Lazy<NewApiKeyRules> keyRules = new(() => new NewApiKeyRules(time));

    private async Task<Response> SaltAsync(Request request) => Response.Ok(await logins.SaltAsync(request.Body(saltRules.Value)));

    private async Task<Response> LoginAsync(Request request) => SignedIn(await logins.LoginAsync(request.Body(loginRules.Value), request.Attempts.Tell));

    private async Task<Response> AuthenticateAsync(Request request)
    {
        var (signIn, newId) = await registrations.AuthenticateAsync(request.Caller, request.Body(credentialsRules.Value), request.Attempts.Tell);
        return newId is null ? SignedIn(signIn) : Response.Created($"/users/{newId}", signIn.Tokens!);
    }

    private async Task<Response> FinishLoginAsync(Request request) => Response.Ok(await logins.LoginAsync(request.Body(mfaLoginRules.Value)));

    private async Task<Response> EnrolAsync(Request request) => Response.Ok(await secondFactors.EnrolAsync(request.Caller, request.Body(enrolmentRules.Value)));

    private async Task<Response> ConfirmAsync(Request request) => Response.Ok(await secondFactors.ConfirmAsync(request.Caller, request.Body(mfaCodeRules.Value)));

    private async Task<Response> RemoveAsync(Request request)
    {
        await secondFactors.RemoveAsync(request.Caller, request.Body(mfaCodeRules.Value));
        return Response.NoContent;
    }

    private async Task<Response> RefreshAsync(Request request) => Response.Ok(await logins.RefreshAsync(request.Body(refreshRules.Value)));

    private async Task<Response> ForgotAsync(Request request)
    {
        await passwords.ForgotAsync(request.Body(forgotRules.Value));
        return Response.Accepted;
    }

    private async Task<Response> ResetAsync(Request request)
    {
        await passwords.ResetAsync(request.Caller, request.Body(resetRules.Value), request.Attempts.Tell);
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
        return Response.Ok(me, me.Version).NotStoredIf(me.Record?.Ekr is not null);
    }

    private async Task<Response> TokenAsync(Request request)
    {
        string?[] given = [request.Header("X-Api-Key"), request.Query("api_key"), request.Cookie("api_key")];
        return given.OfType<string>().ToList() is [var key]
            ? Response.Ok(await apiKeys.ExchangeAsync(key, request.Attempts.Tell))
            : throw new InvalidInputException("X-Api-Key", FieldCode.Required, new(
                "es obligatorio, o en su lugar el parámetro o la cookie api_key: exactamente uno de ellos",
                "is required, or the query parameter or the cookie api_key in its place: exactly one of them"));
    }

    private async Task<Response> IntrospectAsync(Request request) =>
        Response.Ok(await introspection.IntrospectAsync(request.Body(introspectionRules.Value)));

    private Task<Response> AddKeyAsync(Request request) => request.RespondAsync<CreatedApiKey>(
        response => apiKeys.AddAsync(request.Caller, request.Body(keyRules.Value), response),
        key => Response.Created($"/auth/api-keys/{key.Id}", key));

    private async Task<Response> ListKeysAsync(Request request) => await request.ListAsync(await apiKeys.ListAsync(await request.PageAsync()));

    private async Task<Response> DeleteKeyAsync(Request request)
    {
        await apiKeys.DeleteAsync(request.Caller, request.Id);
        return Response.NoContent;
    }

    private static Response SignedIn(SignIn signIn) => signIn.Challenge is { } challenge ? Response.Ok(challenge) : Response.Ok(signIn.Tokens!);
}
