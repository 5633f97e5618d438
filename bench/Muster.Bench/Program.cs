using Muster.Bench;

return args switch
{
    ["replay", var history, .. var rest] => await ReplayBench.RunAsync(history, rest, CancellationToken.None),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: dotnet run -c Release --project bench/Muster.Bench -- replay HISTORY [EVERY]
               replays a muster-directory-history/1 file, a line for each stop (every 50 change sets, and the last)
        """
    );
    return 64;
}
