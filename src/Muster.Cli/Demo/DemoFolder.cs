namespace Muster.Cli.Demo;

/// <summary>The folder a demo works in: made anew each time, and never anybody's real data.</summary>
internal static class DemoFolder
{
    private const string Marker = "this-is-a-demo";

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
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Marker), "The demo makes this folder anew each time it runs.\n");
        return folder;
    }
}
