using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Telemetry;

namespace Muster.Server.Api;

/// <summary>The API: everything that the admin app and the command line do, for programs.</summary>
internal static class ApiRoutes
{
    /// <summary>Adds what it needs.</summary>
    public static void AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => ApiJson.Shape(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddSingleton<ApiLimits>().AddSingleton<Etags>().AddSingleton<IdempotencyStore>().AddSingleton<Idempotency>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ApiAuthorizationResults>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.Scheme, null);
        services.AddSingleton<IStartupFilter, HeadRequests>();
        ApiDocument.Add(services);
    }

    /// <summary>Maps every address of it.</summary>
    public static void MapApi(this WebApplication web, TelemetryOptions telemetry)
    {
        var api = web.MapGroup("/api/v1");
        StatusEndpoints.Map(api);
        WorkEndpoints.Map(api);
        UserEndpoints.Map(api);
        LocalUserEndpoints.Map(api);
        GroupEndpoints.Map(api);
        SyncEndpoints.Map(api);
        ConnectionEndpoints.Map(api);
        ImportEndpoints.Map(api);
        PlanEndpoints.Map(api);
        PlanNoteEndpoints.Map(api);
        RunEndpoints.Map(api);
        RunChangeEndpoints.Map(api);
        GroupChangeEndpoints.Map(api);
        SettingsEndpoints.Map(api);
        ProblemEndpoints.Map(api);
        ExceptionEndpoints.Map(api);
        ExplainEndpoints.Map(api);
        AuditEndpoints.Map(api);
        TokenEndpoints.Map(api);
        ExportEndpoints.Map(api);
        ListExports.Map(api);
        WorkListExports.Map(api);
        GroupListExports.Map(api);
        InForceListExports.Map(api);
        ScheduleEndpoints.Map(api);
        DriftEndpoints.Map(api);
        ComparisonEndpoints.Map(api);
        PastEndpoints.Map(api);
        ConfigEndpoints.Map(api);
        PeopleFileEndpoints.Map(api);
        GroupReportEndpoints.Map(api);
        GuardSimulation.Map(api);
        AttributeEndpoints.Map(api);
        CheckEndpoints.Map(api);
        NotificationEndpoints.Map(api);
        AccountEndpoints.Map(api);
        FailedSignInEndpoints.Map(api);
        SessionEndpoints.Map(api);
        ServerEndpoints.Map(api);
        SystemEndpoints.Map(api);
        SetupEndpoints.Map(api);
        RequestEndpoints.Map(api);
        TelemetrySetup.Map(api, telemetry);
        web.MapOpenApi("/api/{documentName}/openapi.json")
            .WithMetadata(new RequiredRight(Right.SignedIn))
            .RequireAuthorization(policy => policy.AddRequirements(new RightRequirement(Right.SignedIn)));
        ApiReference.Map(web, web.Services.GetRequiredService<ServerOptions>().Demo);
    }
}
