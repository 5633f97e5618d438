using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Muster.Planted.Tests;

/// <summary>Finds the compiler in the SDK that built this program.</summary>
internal static class SdkCompiler
{
    private static readonly string Folder = typeof(SdkCompiler)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(fact => fact.Key == "Compiler")
        .Value!;

    /// <summary>Must come before the first type of the compiler is looked for.</summary>
    [ModuleInitializer]
    internal static void Find() =>
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            Path.Combine(Folder, $"{name.Name}.dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
}
