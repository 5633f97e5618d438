using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace Muster.Server.Tests.Api;

/// <summary>A client that an outside generator makes of the committed description works on the real server.</summary>
[Collection(ApiRig.Name)]
public sealed class ApiClientTests(ApiRig rig)
{
    [Fact]
    public async Task A_client_generated_by_NSwag_connects_lists_plans_syncs_follows_and_reads_problems()
    {
        var description = Path.Combine(Tests.Root, "docs", "schema", "openapi.json");
        var client = await GeneratedAsync(await File.ReadAllTextAsync(description, Tests.Token));
        var walk = await File.ReadAllTextAsync(
            Path.Combine(Tests.Root, "tests", "Muster.Server.Tests", "Api", "ClientWalk.txt"),
            Tests.Token
        );
        var run = Compiled(client, walk).GetType("Generated.Walk")!.GetMethod("RunAsync")!;
        using var http = rig.As("Owner");
        var told = await (Task<IReadOnlyList<string>>)run.Invoke(null, [http, Tests.Token])!;
        Assert.Equal(
            [
                "me Owner",
                "connected generated /api/v1/connections/generated",
                "users True",
                "plan True True",
                "once True true",
                "events True",
                "run sync NoChanges True",
                "export True",
                "audit True",
                "problem 404 notFound True",
                "problem 400 /groups/0",
            ],
            told
        );
    }

    private static async Task<string> GeneratedAsync(string description)
    {
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "MusterClient",
            ExceptionClass = "MusterException",
            UseBaseUrl = false,
            GenerateOptionalParameters = false,
            WrapResponses = true,
            CSharpGeneratorSettings = { Namespace = "Generated", GenerateNullableReferenceTypes = true },
        };
        return new CSharpClientGenerator(await OpenApiDocument.FromJsonAsync(description, Tests.Token), settings).GenerateFile();
    }

    private static Assembly Compiled(params string[] sources)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(file =>
                Path.GetFileName(file) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "Newtonsoft.Json.dll")
            )
            .Select(file => (MetadataReference)MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            "Generated",
            sources.Select(source => CSharpSyntaxTree.ParseText(source, cancellationToken: Tests.Token)),
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );
        using var assembly = new MemoryStream();
        var made = compilation.Emit(assembly, cancellationToken: Tests.Token);
        Assert.True(made.Success, string.Join('\n', made.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).Take(20)));
        assembly.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(assembly);
    }
}
