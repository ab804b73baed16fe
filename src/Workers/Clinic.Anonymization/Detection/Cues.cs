namespace Clinic.Anonymization.Detection;

/// <summary>Folded Spanish words that tell what the next one is.</summary>
internal static class Cues
{
    public static readonly HashSet<string> Abbreviations = Set("sr sra srta sres dr dra lic ing mtro mtra mr mrs ms prof profa arq cp c col av ave calz blvd num no tel cel fracc priv cda ma fco gpe depto psic tanat enf pbro hno hna sto sta pte cap sgto exp");

    /// <summary>Titles before a name.</summary>
    public static readonly HashSet<string> Honorifics = Set(
        "don dona sr sra srta sres senor senora senores senorita dr dra doctor doctora doctores lic licenciado licenciada ing ingeniero ingeniera mtro mtra maestro maestra prof profa profe profesor profesora arq arquitecto arquitecta psicologo psicologa psic tanatologo tanatologa tanat "
        + "terapeuta enfermera enfermero enf padre madre fray sor hermano hermana pbro presbitero parroco rabino pastor pastora reverendo ma mr mrs ms miss mister teacher capitan comandante sargento teniente coronel juez jueza notario notaria abogado abogada contador contadora "
        + "psiquiatra pediatra nutriologo nutriologa neurologo neurologa oncologo oncologa partera orientador orientadora tutor tutora director directora coordinador coordinadora supervisor supervisora asesor asesora trabajador trabajadora recepcionista voluntario voluntaria");

    /// <summary>Who somebody is to somebody.</summary>
    public static readonly HashSet<string> Relations = Set(
        "hijo hija hijos hijas hijito hijita esposo esposa marido mujer pareja novio novia exnovio exnovia exesposo exesposa exmarido ex concubino concubina prometido prometida padre madre padres papa mama papas papi mami hermano hermana hermanos hermanas hermanito hermanita "
        + "abuelo abuela abuelito abuelita abuelos nieto nieta nietos nietas nietecito tio tia tios tias tito tita sobrino sobrina sobrinos sobrinas primo prima primos primas cunado cunada cunados cunadas suegro suegra suegros consuegro consuegra yerno nuera padrastro madrastra hijastro hijastra hermanastro hermanastra "
        + "padrino madrina ahijado ahijada compadre comadre compadres comadres bisabuelo bisabuela bisnieto bisnieta tocayo tocaya amigo amiga amigos amigas companero companera companeros companeras vecino vecina vecinos jefe jefa patron patrona colega colegas socio socia gemelo gemela gemelos gemelas mellizo melliza mellizos "
        + "bebe nino nina ninos ninas menor joven muchacho muchacha paciente pte px usuario usuaria viuda viudo huerfano huerfana difunto difunta finado finada occiso occisa gato gata gatito perro perra perrito perrita mascota cuidador cuidadora nana maestra doctora sacerdote inquilino inquilina alumno alumna entrenador chofer empleado empleada");

    /// <summary>Verbs and words after which a name stands.</summary>
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

    /// <summary>What stands before a verb, or may.</summary>
    public static readonly HashSet<string> BeforeVerbs = Set("se me le les lo la fue no ya tambien nunca siempre");

    public static readonly HashSet<string> Months = Set("enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre");

    /// <summary>Names that say of what kind somebody is, when they are written small.</summary>
    public static readonly HashSet<string> Adjectives = Set(
        "alta alto bella bello blanca blanco bonita bravo bueno calvo celeste chico clara claro delgado dorado dulce feliz fiel franco fuerte generoso gracia hermoso izquierdo jurado justa justo largo leal linda malo manso mayo modesta modesto moreno moro noble norte pardo placida placido primo prieto prospero pura real rico rojo "
        + "rosa rosado rubio sabio santa santo santos seco sordo triste valiente vida viejo nieto julio junio abril paciente cuenta");

    /// <summary>Things that have a title: what has a capital letter behind them names no person.</summary>
    public static readonly HashSet<string> Titled = Set("grupo taller libro libros pelicula cancion novela serie programa curso diplomado modulo feria retiro cuento poema revista tecnica tecnicas metodo modelo escala inventario test cuestionario virgen basilica santuario");

    /// <summary>States that are surnames as well: behind these words they are the state.</summary>
    public static readonly HashSet<string> Whereabouts = Set("en a hacia desde de por hasta");

    /// <summary>Behind these and "de" or "en", a word that no list has is a place, even when it is written small.</summary>
    public static readonly HashSet<string> Origins = Set("originario originaria originarios originarias oriundo oriunda oriundos oriundas vecindado avecindado avecindada nativo nativa");

    /// <summary>Ends of words that only names of places have.</summary>
    private static readonly string[] PlaceEndings = ["tepec", "tlan", "titla", "ztla", "xtla", "utla", "ntla", "huacan", "cingo", "zingo", "tenango", "pulco", "malco", "huapan", "ecuaro", "icuaro"];

    public static bool IsPlaceForm(string folded) => folded.Length > 6 && PlaceEndings.Any(ending => folded.EndsWith(ending, StringComparison.Ordinal));

    public static readonly HashSet<string> States = Set("guerrero hidalgo morelos");

    /// <summary>Sentences begin with these words, and verbs follow them, and they are nobody's name.</summary>
    public static readonly HashSet<string> Subjects = Set(
        "ella ello ellos ellas nadie alguien todo todos toda todas nada algo cada ambos ambas otro otra otros otras quien cual esto eso aquello uno una familia familiar familiares consultante cliente clienta persona personas gente grupo equipo adolescente adulto adulta infante matrimonio casa vida muerte dolor duelo culpa tristeza enojo llanto sueno solo sola asi aqui ahi alli alla bien mal mejor peor quiza quizas tal cual "
        + "mientras nuevamente actualmente finalmente posteriormente recientemente hoy ayer anoche entonces cuando donde como porque pues pero aunque aun todavia casi apenas nunca jamas siempre tambien tampoco ademas incluso mucho muchos poco pocos bastante demasiado primero luego despues antes mas menos muy tan tanto");

    /// <summary>What may stand behind "se llama" and is no name.</summary>
    public static readonly HashSet<string> NotNamed = Set("a al asi como igual el la los las lo un una mucho la le de del que por para con sin y o pero tambien no ella mi su tu");

    /// <summary>Words of a note about children that name none of them.</summary>
    public static readonly HashSet<string> OfChildren = Set(
        "ano anos mes meses edad edades mayor mayores menor menores primer primero primera segundo segunda tercero tercera uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince ninguno ninguna no si sin con los las del matrimonio anterior actual vive viven vivo vivos viva vivas "
        + "tiene tienen estudia estudian trabaja trabajan casado casada soltero soltera primaria secundaria prepa preparatoria universidad kinder aborto abortos perdida perdidas fallecio fallecido fallecida murio adoptado adoptada varon varones hombre mujer hombres mujeres total");

    /// <summary>A word of which people's sentences are made, so that it is no name for being the beginning of one.</summary>
    public static bool IsCommon(string folded) => Subjects.Contains(folded) || Verbs.Contains(folded) || BeforeVerbs.Contains(folded) || Relations.Contains(folded) || Honorifics.Contains(folded) || Particles.Contains(folded);

    private static HashSet<string> Set(string words) => [.. words.Split(' ')];
}
