using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
using Clinic.Core.ApiKeys;
using Clinic.Core.Auditing;
using Clinic.Core.Care;
using Clinic.Core.Catalogue;
using Clinic.Core.Errors;
using Clinic.Core.Exports;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Users;

namespace Clinic.Core.Json;

/// <summary>
/// The contracts' JSON, source-generated: camelCase, null members left out, and strict on input (unknown and duplicate
/// members, comments and numbers in quotes are errors).
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(ApiView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(OpenApiView))]
[JsonSerializable(typeof(SaltRequest))]
[JsonSerializable(typeof(SaltView))]
[JsonSerializable(typeof(LoginRequest))]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(LogoutRequest))]
[JsonSerializable(typeof(TokensView))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(ForgotPassword))]
[JsonSerializable(typeof(PasswordReset))]
[JsonSerializable(typeof(MeView))]
[JsonSerializable(typeof(IntrospectionRequest))]
[JsonSerializable(typeof(IntrospectionView))]
[JsonSerializable(typeof(NewSecondFactor))]
[JsonSerializable(typeof(MfaEnrolment))]
[JsonSerializable(typeof(MfaCode))]
[JsonSerializable(typeof(RecoveryCodesView))]
[JsonSerializable(typeof(ChallengeView))]
[JsonSerializable(typeof(MfaLogin))]
[JsonSerializable(typeof(NewApiKey))]
[JsonSerializable(typeof(CreatedApiKey))]
[JsonSerializable(typeof(ListView<ApiKeyView>))]
[JsonSerializable(typeof(ServiceTokenView))]
[JsonSerializable(typeof(NewUser))]
[JsonSerializable(typeof(UserEdit))]
[JsonSerializable(typeof(UserView))]
[JsonSerializable(typeof(ListView<UserSummary>))]
[JsonSerializable(typeof(RecordEdit))]
[JsonSerializable(typeof(RecordView))]
[JsonSerializable(typeof(ListView<AuditView>))]
[JsonSerializable(typeof(NewSession))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(ListView<SessionSummary>))]
[JsonSerializable(typeof(NewGroupSession))]
[JsonSerializable(typeof(GroupSessionView))]
[JsonSerializable(typeof(DraftEdit))]
[JsonSerializable(typeof(DraftView))]
[JsonSerializable(typeof(ListView<DraftSummary>))]
[JsonSerializable(typeof(NewAddendum))]
[JsonSerializable(typeof(AddendumView))]
[JsonSerializable(typeof(ChainView))]
[JsonSerializable(typeof(CatalogueView))]
[JsonSerializable(typeof(AvailabilityEdit))]
[JsonSerializable(typeof(AvailabilityView))]
[JsonSerializable(typeof(ListView<FreeTime>))]
[JsonSerializable(typeof(DeactivatedView))]
[JsonSerializable(typeof(NewAppointment))]
[JsonSerializable(typeof(AppointmentEdit))]
[JsonSerializable(typeof(AppointmentView))]
[JsonSerializable(typeof(SeriesView))]
[JsonSerializable(typeof(ListView<AppointmentView>))]
[JsonSerializable(typeof(CreatedCalendarFeed))]
[JsonSerializable(typeof(ListView<CalendarFeedView>))]
[JsonSerializable(typeof(NewWaitingListEntry))]
[JsonSerializable(typeof(ListView<WaitingListEntryView>))]
[JsonSerializable(typeof(LossEdit))]
[JsonSerializable(typeof(LossView))]
[JsonSerializable(typeof(ListView<LossView>))]
[JsonSerializable(typeof(ListView<AnniversaryView>))]
[JsonSerializable(typeof(NewTask))]
[JsonSerializable(typeof(TaskEdit))]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(ListView<TaskView>))]
[JsonSerializable(typeof(NewAlert))]
[JsonSerializable(typeof(NewAlertReview))]
[JsonSerializable(typeof(AlertView))]
[JsonSerializable(typeof(ListView<AlertView>))]
[JsonSerializable(typeof(AlertTexts))]
[JsonSerializable(typeof(SafetyPlanEdit))]
[JsonSerializable(typeof(SafetyPlanView))]
[JsonSerializable(typeof(ListView<SafetyPlanView>))]
[JsonSerializable(typeof(InstrumentEdit))]
[JsonSerializable(typeof(InstrumentView))]
[JsonSerializable(typeof(ListView<InstrumentSummary>))]
[JsonSerializable(typeof(NewAssessment))]
[JsonSerializable(typeof(AssessmentView))]
[JsonSerializable(typeof(ListView<AssessmentView>))]
[JsonSerializable(typeof(AssessmentResult))]
[JsonSerializable(typeof(NewAssessmentRequest))]
[JsonSerializable(typeof(AssessmentRequestView))]
[JsonSerializable(typeof(ListView<WaitingQuestionnaire>))]
[JsonSerializable(typeof(NewAnswers))]
[JsonSerializable(typeof(AnsweredView))]
[JsonSerializable(typeof(OutcomesReport))]
[JsonSerializable(typeof(NewMessage))]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(ListView<MessageView>))]
[JsonSerializable(typeof(DecryptedMessage))]
[JsonSerializable(typeof(MessageContent))]
[JsonSerializable(typeof(GroupedReport))]
[JsonSerializable(typeof(ThanatologistsReport))]
[JsonSerializable(typeof(SummaryReport))]
[JsonSerializable(typeof(NewExport))]
[JsonSerializable(typeof(ExportView))]
[JsonSerializable(typeof(ListView<ExportView>))]
public sealed partial class ClinicJson : JsonSerializerContext
{
    /// <summary>The one context to use. Accents and quotes are not escaped, as nothing is ever put into HTML.</summary>
    public static ClinicJson Contracts { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        Converters = { new UtcTimeConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Contracts.GetTypeInfo(typeof(T))!;
}

/// <summary>The events and responses of API Gateway, for the Lambda serializer.</summary>
[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
public sealed partial class GatewayJson : JsonSerializerContext;
