namespace Muster.Cli.Demo;

/// <summary>The folder a demo works in: made anew each time, and never anybody's real data.</summary>
internal static class DemoFolder
{
    private const string Marker = "this-is-a-demo";
    private const string NextName = "next";

    /// <summary>Makes the folder, or empties it if a demo made it.</summary>
    /// <exception cref="UserErrorException">The folder holds something else.</exception>
    public static string Prepare(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(Path.Combine(folder, Marker)))
                throw new UserErrorException(
                    ExitCodes.Locked,
                    $"{folder} holds something that no demo made, so it is left alone. Name another folder with --data, or move it away."
                );
            Directory.Delete(folder, recursive: true);
        }
        return Make(folder);
    }

    /// <summary>Makes an empty folder within, for the demo that takes the place of this one.</summary>
    /// <returns>Its path.</returns>
    public static string Next(string folder)
    {
        var next = Path.Combine(folder, NextName);
        if (Directory.Exists(next))
            Directory.Delete(next, recursive: true);
        return Make(next);
    }

    /// <summary>Puts what is in the folder of <see cref="Next"/> in place of everything else.</summary>
    /// <remarks>The keys of signed-in browsers stay.</remarks>
    public static void TakeNext(string folder)
    {
        var next = Path.Combine(folder, NextName);
        var keys = Path.Combine("keys", "web");
        if (Directory.Exists(Path.Combine(folder, keys)))
            Directory.Move(Path.Combine(folder, keys), Path.Combine(next, keys));
        foreach (var old in Directory.EnumerateFileSystemEntries(folder).Where(path => path != next).ToList())
            Remove(old);
        foreach (var made in Directory.EnumerateFileSystemEntries(next).ToList())
            Directory.Move(made, Path.Combine(folder, Path.GetFileName(made)));
        Directory.Delete(next);
    }

    private static string Make(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Marker), "The demo makes this folder anew each time it runs.\n");
        return folder;
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }
}
