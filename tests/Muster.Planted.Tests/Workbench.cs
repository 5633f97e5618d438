using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Muster.Planted.Tests;

/// <summary>Compiles a project of Muster from its sources, with one place changed.</summary>
internal static class Workbench
{
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);

    /// <summary>The projects as they are, so that of a faulty one only the faulty place is read anew.</summary>
    private static readonly ConcurrentDictionary<string, CSharpCompilation> Projects = new(StringComparer.Ordinal);

    /// <summary>What generators made of a project before, so that they only look at what differs.</summary>
    private static readonly ConcurrentDictionary<string, GeneratorDriver> Drivers = new(StringComparer.Ordinal);
    private static readonly Lazy<MetadataReference[]> References = new(LoadReferences);
    private static readonly Lazy<ISourceGenerator[]> Generators = new(LoadGenerators);

    /// <summary>Text of a source file.</summary>
    public static string Source(string file) => File.ReadAllText(Path.Combine(Root(), "src", file));

    /// <summary>The assembly of a project with a fault in it.</summary>
    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public static byte[] Compile(PlantedFault fault)
    {
        var path = Path.Combine(Root(), "src", fault.File);
        var wrong = Source(fault.File).Replace(fault.Right, fault.Wrong, StringComparison.Ordinal);
        var project = Projects.GetOrAdd(fault.Project, Load);
        var compilation = project.ReplaceSyntaxTree(project.SyntaxTrees.Single(tree => tree.FilePath == path), Parse(wrong, path));
        Drivers[fault.Project] = Drivers
            .GetOrAdd(fault.Project, _ => CSharpGeneratorDriver.Create(Generators.Value, parseOptions: Parsing))
            .RunGeneratorsAndUpdateCompilation(compilation, out var whole, out _);
        using var assembly = new MemoryStream();
        var result = whole.Emit(assembly);
        return result.Success
            ? assembly.ToArray()
            : throw new InvalidOperationException(
                $"'{fault}' does not compile: {string.Join('\n', result.Diagnostics.Where(problem => problem.Severity == DiagnosticSeverity.Error).Take(5))}"
            );
    }

    private static CSharpCompilation Load(string project)
    {
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            checkOverflow: true,
            optimizationLevel: OptimizationLevel.Release,
            // The annotations count, for the model of the database; the warnings, which take a third of the time, were given when it was built.
            nullableContextOptions: NullableContextOptions.Annotations,
            allowUnsafe: true
        );
        return CSharpCompilation.Create(project, Parse(project), References.Value, options);
    }

    /// <summary>The sources of a project without migrations: those take most of the time, and trials begin with a database that is up to date.</summary>
    private static SyntaxTree[] Parse(string project)
    {
        var folder = Path.Combine(Root(), "src", project);
        var visible = string.Concat(
            File.ReadAllLines(Path.Combine(folder, $"{project}.csproj"))
                .Select(line => line.Split("InternalsVisibleTo Include=\""))
                .Where(parts => parts.Length == 2)
                .Select(parts => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{parts[1].Split('"')[0]}\")]\n")
        );
        return
        [
            .. Directory
                .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(file =>
                    !file.Contains($"{Path.DirectorySeparatorChar}Migrations{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                )
                .Select(file => Parse(File.ReadAllText(file), file)),
            Parse(
                $"""
                global using System;
                global using System.Collections.Generic;
                global using System.IO;
                global using System.Linq;
                global using System.Net.Http;
                global using System.Threading;
                global using System.Threading.Tasks;
                {visible}
                """,
                "Assembly.cs"
            ),
        ];
    }

    private static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, System.Text.Encoding.UTF8), Parsing, path);

    private static MetadataReference[] LoadReferences() =>
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(file => MetadataReference.CreateFromFile(file)),
        ];

    /// <summary>The generators that the sources rely on, from the SDK's reference pack.</summary>
    private static ISourceGenerator[] LoadGenerators()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        var newest = Directory.GetDirectories(packs).OrderBy(folder => folder, StringComparer.Ordinal).Last();
        string[] names = ["System.Text.RegularExpressions.Generator.dll", "System.Text.Json.SourceGeneration.dll"];
        return
        [
            .. names
                .SelectMany(name => LoadableTypes(Assembly.LoadFrom(Path.Combine(newest, "analyzers", "dotnet", "cs", name))))
                .Where(type => type.GetCustomAttribute<GeneratorAttribute>() is not null)
                .Select(type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator()),
        ];
    }

    /// <summary>The types of an assembly that can be used here; its code fixes want an editor around them.</summary>
    private static IEnumerable<Type> LoadableTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Muster.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The repository's root is not above the tests.");
        return folder.FullName;
    }
}
