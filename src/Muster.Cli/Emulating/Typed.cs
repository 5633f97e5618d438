namespace Muster.Cli.Emulating;

/// <summary>Checks of values as they were typed.</summary>
internal static class Typed
{
    private const int LargestFile = 16 << 20;

    public static UserErrorException Wrong(string message) => new(ExitCodes.WrongUsage, message);

    /// <exception cref="UserErrorException">The value lies outside.</exception>
    public static int Within(int value, int least, int most, string option) =>
        value >= least && value <= most ? value : throw Wrong($"{option} is {value}; it must be {least} to {most}.");

    /// <exception cref="UserErrorException">There is no such file, or it is far too large.</exception>
    public static async Task<string> ReadAsync(FileInfo file, string option, CancellationToken cancellationToken)
    {
        if (!file.Exists)
            throw new UserErrorException(ExitCodes.NotFound, $"{option}: there is no file {file.FullName}.");
        if (file.Length > LargestFile)
            throw Wrong($"{option}: {file.FullName} is larger than 16 MB.");
        return await File.ReadAllTextAsync(file.FullName, cancellationToken);
    }
}
