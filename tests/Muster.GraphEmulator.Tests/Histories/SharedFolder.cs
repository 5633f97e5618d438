namespace Muster.GraphEmulator.Tests.Histories;

/// <summary>Data that lives beside the repository and is never part of it.</summary>
internal static class SharedFolder
{
    /// <summary>Path of a shared file; skips the running test, saying what is lacking, when it is absent.</summary>
    public static string FileOrSkip(params string[] parts)
    {
        var folder = Find();
        Assert.SkipWhen(folder is null, "lacks the folder 'shared' beside the repository (or MUSTER_SHARED)");
        var file = Path.Combine([folder, .. parts]);
        Assert.SkipUnless(File.Exists(file), $"lacks {Path.Combine(parts)} in the shared folder");
        return file;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MUSTER_SHARED") is { Length: > 0 } named)
        {
            return named;
        }

        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Muster.slnx")))
        {
            root = root.Parent;
        }

        for (var above = root?.Parent; above is not null; above = above.Parent)
        {
            var shared = Path.Combine(above.FullName, "shared");
            if (Directory.Exists(shared))
            {
                return shared;
            }
        }

        return null;
    }
}
