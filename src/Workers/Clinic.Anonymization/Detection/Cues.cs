namespace Clinic.Anonymization.Detection;

/// <summary>Folded Spanish words that show what the next word is.</summary>
internal static class Cues
{
    public static readonly HashSet<string> Abbreviations = Set("sr sra srta sres dr dra lic ing mtro mtra mr mrs ms prof profa arq cp c col av ave calz blvd num no tel cel fracc priv cda ma fco gpe depto psic tanat enf pbro hno hna sto sta pte cap sgto exp");

    /// <summary>Titles before a name.</summary>
    public static readonly HashSet<string> Honorifics = Set(
        "don dona sr sra srta sres senor senora senores senorita dr dra doctor doctora doctores lic licenciado licenciada ing ingeniero ingeniera mtro mtra maestro maestra prof profa profe profesor profesora arq arquitecto arquitecta psicologo psicologa psic tanatologo tanatologa tanat "
        + "terapeuta enfermera enfermero enf padre madre fray sor hermano hermana pbro presbitero parroco rabino pastor pastora reverendo ma mr mrs ms miss mister teacher capitan comandante sargento teniente coronel juez jueza notario notaria abogado abogada contador contadora "
        + "psiquiatra pediatra nutriologo nutriologa neurologo neurologa oncologo oncologa partera orientador orientadora tutor tutora director directora coordinador coordinadora supervisor supervisora asesor asesora trabajador trabajadora recepcionista voluntario voluntaria");

    /// <summary>Relations between people.</summary>
    public static readonly HashSet<string> Relations = Set(
        "hijo hija hijos hijas hijito hijita esposo esposa marido mujer pareja novio novia exnovio exnovia exesposo exesposa exmarido ex concubino concubina prometido prometida padre madre padres papa mama papas papi mami hermano hermana hermanos hermanas hermanito hermanita "
        + "abuelo abuela abuelito abuelita abuelos nieto nieta nietos nietas nietecito tio tia tios tias tito tita sobrino sobrina sobrinos sobrinas primo prima primos primas cunado cunada cunados cunadas suegro suegra suegros consuegro consuegra yerno nuera padrastro madrastra hijastro hijastra hermanastro hermanastra "
        + "padrino madrina ahijado ahijada compadre comadre compadres comadres bisabuelo bisabuela bisnieto bisnieta tocayo tocaya amigo amiga amigos amigas companero companera companeros companeras vecino vecina vecinos jefe jefa patron patrona colega colegas socio socia gemelo gemela gemelos gemelas mellizo melliza mellizos "
        + "bebe nino nina ninos ninas menor joven muchacho muchacha paciente pte px usuario usuaria viuda viudo huerfano huerfana difunto difunta finado finada occiso occisa gato gata gatito perro perra perrito perrita mascota cuidador cuidadora nana maestra doctora sacerdote inquilino inquilina alumno alumna entrenador chofer empleado empleada");

    /// <summary>Verbs and words that a name follows.</summary>
    public static readonly HashSet<string> Naming = Set("llama llamaba llamo llamado llamada llamarse llamara nombre apodo apodado apodada apodan alias dicen decian llamamos nombro bautizo bautizaron nombraron");

    /// <summary>What joins the parts of one name.</summary>
    public static readonly HashSet<string> Particles = Set("de del la las los san santa von van der da di do dos mac mc y");

    /// <summary>Verbs of people: the word before one, at the beginning of a sentence, is a person.</summary>
    public static readonly HashSet<string> Verbs = Set(
        "refiere comenta llora lloro dice dijo acude acudio llega llego menciona menciono expresa expreso muestra mostro acepta acepto habla hablo recuerda recordo esta estaba estuvo va vive vivia murio fallecio trabaja trabajaba trabajo quiere queria quiso pide pidio cuenta conto logra logro "
        + "escribe escribio asiste asistio tiene tenia tuvo sufre sufrio siente sintio reconoce reconocio identifica relata relato narra narro agradece agradecio solicita solicito duerme durmio come espera espero nacio cumple cumplio sale salio perdio pierde necesita decidio decide regreso regresa "
        + "firma firmo niega nego insiste pregunta pregunto responde respondio contesta contesto explica explico describe describio manifiesta manifesto observa anota propone propuso sugiere lee leyo canta baila juega jugo dibuja dibujo trae trajo viene vino vuelve volvio cancela cancelo confirma confirmo "
        + "falto falta avisa aviso manda mando lleva llevo recibe recibio cree creia piensa penso sabe sabia puede podia debe hace hacia hizo da dio deja dejo toma tomo ve vio oye abraza abrazo cuida cuidaba visita visito rechaza evita evito continua sigue siguio inicia inicio termina termino llamo "
        + "entra entro sonrie rie calla evoca guarda guardo carga entrega entrego muere ingresa ingreso consulta permanece parece prefiere prefirio intenta intento cocina reza rezo cambia cambio cumplira ayuda ayudo acompana acompano presenta presento busca busco encuentra encontro apoya mejora reporta reporto supervisa agenda");

    /// <summary>Words that stand or may stand before a verb.</summary>
    public static readonly HashSet<string> BeforeVerbs = Set("se me le les lo la fue no ya tambien nunca siempre");

    public static readonly HashSet<string> Months = Set("enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre");

    /// <summary>Names that are adjectives when they are written in small letters.</summary>
    public static readonly HashSet<string> Adjectives = Set(
        "alta alto bella bello blanca blanco bonita bravo bueno calvo celeste chico clara claro delgado dorado dulce feliz fiel franco fuerte generoso gracia hermoso izquierdo jurado justa justo largo leal linda malo manso mayo modesta modesto moreno moro noble norte pardo placida placido primo prieto prospero pura real rico rojo "
        + "rosa rosado rubio sabio santa santo santos seco sordo triste valiente vida viejo nieto julio junio abril paciente cuenta");

    /// <summary>Things that have a title: capitalised words after them do not name a person.</summary>
    public static readonly HashSet<string> Titled = Set("grupo taller libro libros pelicula cancion novela serie programa curso diplomado modulo feria retiro cuento poema revista tecnica tecnicas metodo modelo escala inventario test cuestionario virgen basilica santuario");

    /// <summary>States that are also surnames: after these words they are the state.</summary>
    public static readonly HashSet<string> Whereabouts = Set("en a hacia desde de por hasta");

    /// <summary>After these and "de" or "en", a word that is in no list is a place, even in small letters.</summary>
    public static readonly HashSet<string> Origins = Set("originario originaria originarios originarias oriundo oriunda oriundos oriundas vecindado avecindado avecindada nativo nativa");

    /// <summary>Ends of words that only names of places have.</summary>
    private static readonly string[] PlaceEndings = ["tepec", "tlan", "titla", "ztla", "xtla", "utla", "ntla", "huacan", "cingo", "zingo", "tenango", "pulco", "malco", "huapan", "ecuaro", "icuaro"];

    public static bool IsPlaceForm(string folded) => folded.Length > 6 && PlaceEndings.Any(ending => folded.EndsWith(ending, StringComparison.Ordinal));

    public static readonly HashSet<string> States = Set("guerrero hidalgo morelos");

    /// <summary>Words that begin sentences, may have verbs after them and are not names.</summary>
    public static readonly HashSet<string> Subjects = Set(
        "ella ello ellos ellas nadie alguien todo todos toda todas nada algo cada ambos ambas otro otra otros otras quien cual esto eso aquello uno una familia familiar familiares consultante cliente clienta persona personas gente grupo equipo adolescente adulto adulta infante matrimonio casa vida muerte dolor duelo culpa tristeza enojo llanto sueno solo sola asi aqui ahi alli alla bien mal mejor peor quiza quizas tal cual "
        + "mientras nuevamente actualmente finalmente posteriormente recientemente hoy ayer anoche entonces cuando donde como porque pues pero aunque aun todavia casi apenas nunca jamas siempre tambien tampoco ademas incluso mucho muchos poco pocos bastante demasiado primero luego despues antes mas menos muy tan tanto");

    /// <summary>Words that may follow "se llama" and are not names.</summary>
    public static readonly HashSet<string> NotNamed = Set("a al asi como igual el la los las lo un una mucho la le de del que por para con sin y o pero tambien no ella mi su tu");

    /// <summary>Words of a note about children that do not name any of them.</summary>
    public static readonly HashSet<string> OfChildren = Set(
        "ano anos mes meses edad edades mayor mayores menor menores primer primero primera segundo segunda tercero tercera uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince ninguno ninguna no si sin con los las del matrimonio anterior actual vive viven vivo vivos viva vivas "
        + "tiene tienen estudia estudian trabaja trabajan casado casada soltero soltera primaria secundaria prepa preparatoria universidad kinder aborto abortos perdida perdidas fallecio fallecido fallecida murio adoptado adoptada varon varones hombre mujer hombres mujeres total");

    /// <summary>A common word of sentences, which is not a name only because it begins one.</summary>
    public static bool IsCommon(string folded) => Subjects.Contains(folded) || Verbs.Contains(folded) || BeforeVerbs.Contains(folded) || Relations.Contains(folded) || Honorifics.Contains(folded) || Particles.Contains(folded);

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];
}

/// <summary>What the words around a word show about it.</summary>
internal static class Context
{
    private const int LongestTitle = 6;

    /// <summary>After a title, a relation or a word of naming, with or without particles between: Sra. de la O.</summary>
    public static bool IsAnnounced(IReadOnlyList<Word> words, int i)
    {
        if (i == 0 || (!words[i].Joined && !IsAfterComma(words, i)))
            return false;
        var before = words[i - 1].Folded;
        return Cues.Honorifics.Contains(before) || Cues.Relations.Contains(before) || Cues.Naming.Contains(before)
            || (before is "de" or "es" or "era" or "fue" && i > 1 && (Cues.Naming.Contains(words[i - 2].Folded) || words[i - 2].Folded is "viuda" or "viudo"));
    }

    /// <summary>"se llama" is before it.</summary>
    public static bool IsCalled(IReadOnlyList<Word> words, int i) => i > 1 && words[i - 2].Folded == "se" && words[i - 1].Folded is "llama" or "llamaba" or "llamo" && !Cues.NotNamed.Contains(words[i].Folded);

    /// <summary>Rosa de los Vientos, Semana Santa, Cruz Roja: the word belongs to something else.</summary>
    public static bool IsFixedPhrase(IReadOnlyList<Word> words, int i)
    {
        for (var back = i - 1; back >= 0 && back >= i - 3 && words[back + 1].Joined; back--)
        {
            if (Cues.Particles.Contains(words[back].Folded) || words[back].Folded == "el")
                continue;
            return words[back].IsCapital && Lexicon.CapitalisedWords.Contains(words[back].Folded) && !words[back].BeginsSentence
                && !Cues.Honorifics.Contains(words[back].Folded) && !Cues.Relations.Contains(words[back].Folded);
        }
        return i + 1 < words.Count && words[i + 1] is { Joined: true, IsCapital: true } next && Lexicon.CapitalisedWords.Contains(next.Folded) && !Lexicon.IsAnyName(next.Folded);
    }

    /// <summary>The title of a book or a group: all capitalised words after the word that announces it.</summary>
    public static bool IsTitle(IReadOnlyList<Word> words, int i)
    {
        var back = i;
        while (back > 0 && i - back < LongestTitle && words[back].Joined && (words[back - 1].IsCapital || IsParticle(words[back - 1])) && !Cues.Titled.Contains(words[back - 1].Folded))
            back--;
        return back > 0 && words[back].Joined && Cues.Titled.Contains(words[back - 1].Folded) && (back == i || words[back].IsCapital || words[back - 1].Folded is "virgen" or "basilica" or "santuario");
    }

    /// <summary>In Hidalgo, from Guerrero.</summary>
    public static bool IsState(IReadOnlyList<Word> words, int i) => Cues.States.Contains(words[i].Folded) && i > 0 && words[i].Joined && Cues.Whereabouts.Contains(words[i - 1].Folded);

    /// <summary>After a preposition of place, with or without an article between.</summary>
    public static bool IsWhereabouts(IReadOnlyList<Word> words, int i) => i > 0 && words[i].Joined
        && (Cues.Whereabouts.Contains(words[i - 1].Folded) || words[i - 1].Folded is "calle" or "col" or "colonia" or "barrio" or "av" or "avenida"
            || (i > 1 && words[i - 1].Joined && words[i - 1].Folded is "el" or "la" or "los" or "las" && Cues.Whereabouts.Contains(words[i - 2].Folded)));

    /// <summary>Originaria de, oriundo de.</summary>
    public static bool IsOrigin(IReadOnlyList<Word> words, int i) => i > 1 && words[i].Joined && words[i - 1].Folded is "de" or "del" or "en" && Cues.Origins.Contains(words[i - 2].Folded);

    public static bool IsParticle(Word word) => Cues.Particles.Contains(word.Folded) && word.Folded != "y";

    public static bool NextIsName(IReadOnlyList<Word> words, int i) => i + 1 < words.Count && words[i + 1] is { Joined: true, IsCapital: true } next && Lexicon.IsAnyName(next.Folded);

    /// <summary>The words between commas say who it is, or it is the first of a list of names.</summary>
    public static bool NextIsApart(IReadOnlyList<Word> words, int i) => i + 1 < words.Count && words[i + 1] is { Joined: false, BeginsSentence: false } next
        && (IsApposition(words, i + 1) || (next.IsCapital && Lexicon.IsAnyName(next.Folded)));

    public static bool NextIsDoing(IReadOnlyList<Word> words, int i) =>
        i + 1 < words.Count && words[i + 1].Joined && (Cues.Verbs.Contains(words[i + 1].Folded) || Cues.BeforeVerbs.Contains(words[i + 1].Folded));

    /// <summary>A sentence begins with a word that is in no list: it is a person when a verb of people or another such word follows.</summary>
    public static bool IsUnknownSubject(IReadOnlyList<Word> words, int i)
    {
        var folded = words[i].Folded;
        if (i + 1 >= words.Count || words[i + 1].BeginsSentence || Cues.IsCommon(folded))
            return false;
        var next = words[i + 1];
        if (!next.Joined)
            return IsApposition(words, i + 1);
        return next.IsCapital && !next.IsAcronym ? !Lexicon.CapitalisedWords.Contains(next.Folded) || Lexicon.IsAnyName(next.Folded) : Cues.Verbs.Contains(next.Folded);
    }

    /// <summary>Melquisedec, su hermano; Tencha, como le dicen.</summary>
    private static bool IsApposition(IReadOnlyList<Word> words, int i) => i + 1 < words.Count && words[i + 1].Joined && words[i].Folded switch
    {
        "su" or "mi" or "el" or "la" => Cues.Relations.Contains(words[i + 1].Folded) || Cues.Honorifics.Contains(words[i + 1].Folded),
        "como" => i + 2 < words.Count && words[i + 1].Folded is "le" or "lo" or "la" or "se" && Cues.Naming.Contains(words[i + 2].Folded),
        "o" => words[i + 1].Folded == "sea",
        _ => false,
    };

    /// <summary>Her sister, Martha.</summary>
    public static bool IsAfterComma(IReadOnlyList<Word> words, int i) => i > 0 && !words[i].Joined && !words[i].BeginsSentence && Cues.Relations.Contains(words[i - 1].Folded) && words[i].IsCapital;
}
