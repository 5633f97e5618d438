using System.Reflection;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Muster.Server.Api.Protocol;

/// <summary>Describes the API as OpenAPI 3.1.</summary>
internal static class ApiDocument
{
    /// <summary>Name of the document.</summary>
    public const string Name = "v1";

    /// <summary>Where it is.</summary>
    public const string Address = "/api/v1/openapi.json";

    /// <summary>Parameters of the query that name something, which there may not be.</summary>
    private static readonly HashSet<string?> Naming = ["at", "connection", "user", "group", "from", "to", "below"];

    /// <summary>Adds the description.</summary>
    public static void Add(IServiceCollection services) =>
        services.AddOpenApi(
            Name,
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.ShouldInclude = description =>
                    description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true
                    && description.ActionDescriptor.EndpointMetadata.OfType<RequiredRight>().Any();
                options.AddSchemaTransformer(
                    async (schema, context, cancellationToken) =>
                    {
                        ApiSchemas.Complete(schema, context.JsonTypeInfo.Type);
                        // What is said of an enumeration is not found where there may be none of it.
                        if (Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is { IsEnum: true } words)
                            schema.Description ??= (await context.GetOrCreateSchemaAsync(words, null, cancellationToken)).Description;
                    }
                );
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        Introduce(document);
                        ApiSchemas.Tidy(document);
                        ApiHeaders.Add(document);
                        ApiExamples.Add(document);
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(
                    async (operation, context, cancellationToken) =>
                    {
                        Complete(operation, context, await ProblemAsync(context, cancellationToken));
                        await LimitAsync(operation, context, cancellationToken);
                    }
                );
            }
        );

    /// <summary>The schema of a problem, described once.</summary>
    private static async Task<IOpenApiSchema> ProblemAsync(OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        const string name = "Problem";
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(name) != true)
            document.AddComponent(name, await context.GetOrCreateSchemaAsync(typeof(ApiProblem), null, cancellationToken));
        return new OpenApiSchemaReference(name, document);
    }

    private static async Task LimitAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        foreach (var parameter in context.Description.ParameterDescriptions)
            if (
                (parameter.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.GetCustomAttribute<WordAttribute>()
                    is { } word
                && operation.Parameters?.FirstOrDefault(found => found.In == ParameterLocation.Query && found.Name == parameter.Name)
                    is { } named
            )
                ApiSchemas.Limit(named, word, await context.GetOrCreateSchemaAsync(word.Type, null, cancellationToken), context.Document!);
    }

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Muster",
            Version = "1",
            Description =
                "Keeps an application's users and groups equal to those of Microsoft Entra ID, one way. "
                + "Every operation does what the admin app and the command line do, by the same rules. See docs/api.md.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            ["token"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token that begins with muster_. Made on one's profile page, or by POST /api/v1/tokens.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
        document.Tags = document
            .Tags?.Select(tag => new OpenApiTag { Name = tag.Name, Description = ApiTags.Descriptions.GetValueOrDefault(tag.Name ?? "") })
            .ToHashSet();
    }

    private static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context, IOpenApiSchema problem)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var right = metadata.OfType<RequiredRight>().Last().Right;
        if (right is not (Access.Right.Anonymous or Access.Right.SignedIn))
            operation.Description =
                $"{operation.Description}{(string.IsNullOrEmpty(operation.Description) ? "" : "\n\n")}Needs the role {Access.AccessRules.Needed(right)}.";
        operation.Deprecated = metadata.OfType<Deprecation>().Any();
        var writes = !string.Equals(context.Description.HttpMethod, "GET", StringComparison.Ordinal);
        var query = (operation.Parameters ?? []).Where(parameter => parameter.In == ParameterLocation.Query).ToList();
        // A list is empty when it is left out.
        foreach (var list in query.OfType<OpenApiParameter>().Where(it => it.Schema?.Type?.HasFlag(JsonSchemaType.Array) is true))
            list.Required = false;
        if (metadata.OfType<TakesFile>().LastOrDefault() is { } file)
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "The file.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [file.MediaType] = new OpenApiMediaType { Schema = ApiSchemas.Binary() },
                },
            };
        if (metadata.OfType<MayBeSigned>().Any())
            (operation.Parameters ??= []).Add(
                new OpenApiParameter
                {
                    Name = Exporting.ExportDesk.Signed,
                    In = ParameterLocation.Query,
                    Description =
                        "Send a zip file with the list and, beside it under its name with `.jws`, its signed manifest: what it is, as of when, by which filter, how many rows, the SHA-256 of the file, and where the audit log stood.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean },
                }
            );
        var key = metadata.OfType<TakesIdempotencyKey>().LastOrDefault();
        var matches = metadata.OfType<NeedsIfMatch>().Any();
        if (key is not null)
            AddHeader(
                operation,
                Idempotency.Header,
                key.Required,
                "A key of your own, new for each thing you want done. A request sent twice with the same key is done once."
            );
        if (matches)
            AddHeader(operation, "If-Match", true, "The ETag of the version that you have seen.");
        var costly = metadata.OfType<CostlyWork>().Any();
        var names =
            context.Description.RelativePath!.Contains('{', StringComparison.Ordinal) || query.Exists(found => Naming.Contains(found.Name));
        Refuse(operation, problem, "400", "Something that was sent is no good; `errors` says what and where.");
        Refuse(operation, problem, "401", "No token, or none that is in force.");
        Refuse(operation, problem, "403", "The role does not suffice; `detail` names the one that does.");
        if (names || writes)
            Refuse(operation, problem, "404", "There is no such thing.");
        if (writes || costly || names)
            Refuse(operation, problem, "409", "It does not go with how things are now; nothing was changed.");
        if (metadata.OfType<MayBeGone>().LastOrDefault() is { } gone)
            Refuse(operation, problem, "410", gone.What);
        if (matches)
        {
            Refuse(operation, problem, "412", "It was changed since you read it; nothing was changed.");
            Refuse(operation, problem, "428", "If-Match is missing.");
        }
        if (operation.RequestBody is not null)
        {
            Refuse(operation, problem, "413", "The body is too large.");
            Refuse(operation, problem, "415", "The body is of another media type.");
        }
        if (key is not null)
            Refuse(operation, problem, "422", "The key was used for another request.");
        Refuse(operation, problem, "429", "Too many requests; `Retry-After` says how many seconds to wait.");
        Refuse(operation, problem, "500", "A fault of Muster's; the server's log has the details under `traceId`.");
        if (costly)
            Refuse(operation, problem, "502", "The directory could not be read; nothing was changed.");
        Refuse(operation, problem, "503", "The database cannot be used now; nothing was changed.");
    }

    private static void AddHeader(OpenApiOperation operation, string name, bool required, string description)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(
            new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Required = required,
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            }
        );
    }

    /// <summary>Refusals are alike everywhere, so they are described once.</summary>
    private static void Refuse(OpenApiOperation operation, IOpenApiSchema problem, string status, string description)
    {
        var document = ((OpenApiSchemaReference)problem).Reference.HostDocument!;
        var name = $"Problem{status}";
        if (document.Components?.Responses?.ContainsKey(name) != true)
            document.AddComponent(
                name,
                new OpenApiResponse
                {
                    Description = description,
                    Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                    {
                        [ApiAnswers.ProblemType] = new OpenApiMediaType { Schema = problem },
                    },
                }
            );
        operation.Responses ??= [];
        operation.Responses.TryAdd(status, new OpenApiResponseReference(name, document));
    }
}
