using System.Reflection;
using System.Runtime.Loader;
using Muster.Testing;

namespace Muster.Planted.Tests;

/// <summary>Muster loaded once more beside itself, one of its assemblies with a fault in it.</summary>
/// <remarks>It is not collectible: code that can be unloaded is compiled with every optimisation at its first call, which takes longer than the trials.</remarks>
internal sealed class PlantedReader(string project, byte[] assembly) : AssemblyLoadContext
{
    /// <summary>Lives in which a fault of planning must show.</summary>
    private const int PlanningLives = 6;

    /// <summary>What is loaded anew when it is faulty, or uses what is; the emulator and the libraries are shared.</summary>
    private static readonly string[] Own =
    [
        "Muster.Core",
        "Muster.Engine",
        "Muster.Entra",
        "Muster.Storage",
        "Muster.Server",
        "muster",
        "Muster.Testing",
    ];

    /// <summary>What every trial begins with comes from the Muster that is as it should be.</summary>
    private static readonly Lazy<Task> HandedOver = new(() =>
    {
        EmulatorKey.HandOver();
        return NewDatabase.HandOverAsync();
    });

    /// <summary>Runs the trials against the faulty reader.</summary>
    /// <returns>The first that failed; empty when all passed.</returns>
    public static async Task<string> FirstFailureAsync(PlantedFault fault, CancellationToken cancellationToken)
    {
        await HandedOver.Value;
        var reader = new PlantedReader(fault.Project, Workbench.Compile(fault));
        var testing = reader.LoadFromAssemblyName(new AssemblyName("Muster.Testing"));
        var trials = testing.GetType(
            fault.InPlanning ? "Muster.Testing.Planned.IncrementalTrial" : "Muster.Testing.Simulation.ReaderTrials"
        )!;
        var run = trials.GetMethod("FirstFailureAsync", BindingFlags.Public | BindingFlags.Static)!;
        object[] asked = fault.InPlanning ? [PlanningLives, cancellationToken] : [fault.CaughtBy, cancellationToken];
        return await (Task<string>)run.Invoke(null, asked)!;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == project)
            return LoadFromStream(new MemoryStream(assembly));
        return assemblyName.Name is { } name && Uses(name, project)
            ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll"))
            : null;
    }

    /// <summary>Whether code of Muster is the faulty project, or rests on it.</summary>
    private static bool Uses(string assembly, string project) =>
        Own.Contains(assembly)
        && (assembly == project || Assembly.Load(assembly).GetReferencedAssemblies().Any(used => Uses(used.Name!, project)));
}
